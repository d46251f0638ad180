"""Every write of this app: `verb_noun(subject, *, facts, by)`, atomic, with an activity row in the same transaction."""
