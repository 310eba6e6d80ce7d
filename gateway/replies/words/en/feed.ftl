feed-cursor_expired = the events have been restored, or come from another server: read them from the start
