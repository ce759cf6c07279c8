"""The auditor's page: who did what, when, for what reason. Reading it shows no person's file."""
