"""Observer status once granted, who observes whom, and what it lets people see."""
