"""The messages that a mail hands on: attached, in Outlook's wrappers, or quoted in its text."""
