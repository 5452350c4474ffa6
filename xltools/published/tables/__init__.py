"""Where the form's figures stand in a document's tables, and what each of them says."""
