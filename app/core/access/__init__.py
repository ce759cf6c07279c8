"""Who may do what, on which rows: closed unless the policy table opens it."""
