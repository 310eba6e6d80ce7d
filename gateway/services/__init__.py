"""The work itself: intake, delivery, answering, alerts."""
