"""Copies of everything that a station has written, that a fire, a thief or a slip cannot take.

Promises: one encrypted file holds the rows of one moment and every stored file; it counts as good
only after it has been unpacked, counted and its audit chain walked; a person's file that has been
deleted for good cannot be read from any older backup; nothing in it can be read without the key
that lies in the chair's safe.
"""
