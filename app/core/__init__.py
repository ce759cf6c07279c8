"""The mechanisms that every area stands on; nothing here knows a word of the domain."""
