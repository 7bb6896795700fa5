"""Related lists: pools of candidates, lists with their reasons, and how both are kept up to date."""
