-- An address for replies names a conversation by its id alone.
create index conversation_id on conversation (id);
