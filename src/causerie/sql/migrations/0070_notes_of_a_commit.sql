-- Written with the entries, whose conversation is the workspace's: asked again for each batch, the foreign key only cost, and had
-- all processes lock the workspace's row.
alter table entry_due drop constraint entry_due_workspace_id_fkey;
alter table outside_due drop constraint outside_due_workspace_id_fkey;
