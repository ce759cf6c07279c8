"""Papers: PDF, numbers, the archive of what was issued, spreadsheets and uploaded scans."""
