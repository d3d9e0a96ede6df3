alter table entry drop constraint entry_workspace_id_conversation_id_fkey;

-- Every entry is of a conversation that stays. A foreign key would ask for each row, which was a third of what it costs to
-- keep one; this asks once a statement.
create function check_conversations() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct workspace_id, conversation_id from fresh) f
             where not exists (select from conversation c where c.workspace_id = f.workspace_id
                               and c.id = f.conversation_id)) then
    raise exception 'there is no such conversation' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger entry_of_conversation after insert on entry referencing new table as fresh
  for each statement execute function check_conversations();

create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception 'conversations are never removed: their entries are kept' using errcode = 'restrict_violation';
end $$;
create trigger conversation_is_kept before update of workspace_id, id or delete or truncate on conversation
  for each statement execute function refuse_removal();
