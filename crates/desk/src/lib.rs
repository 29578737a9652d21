//! What a person can do: use cases behind a Host, and the list of the UI's commands
