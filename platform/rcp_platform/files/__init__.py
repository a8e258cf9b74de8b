"""Files that people send: checked, stored once by what they hold, their text taken out."""
