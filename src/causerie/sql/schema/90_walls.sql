-- A request works as causerie_tenant with causerie.workspace_id set: rows of another workspace do not exist for it.

do $$
declare t text;
begin
  foreach t in array array[
    'agent',
    'api_key',
    'attribute',
    'audit',
    'role',
    'bulk',
    'bulk_item',
    'canned_reply',
    'case_label',
    'channel',
    'consent',
    'contact',
    'contact_change',
    'contact_export',
    'contact_import',
    'conversation',
    'data_request',
    'delivery',
    'direct',
    'entry',
    'entry_due',
    'entry_index',
    'entry_words',
    'file',
    'identify_nonce',
    'identity',
    'import_flaw',
    'import_made',
    'inbound',
    'inbox_place',
    'invitation',
    'label',
    'macro',
    'member',
    'outside_due',
    'pack_sticker',
    'push_notice',
    'read_mark',
    'report_course',
    'report_fact',
    'report_place',
    'routing',
    'rule',
    'rule_firing',
    'rule_place',
    'rule_trial',
    'scheduled_message',
    'segment',
    'sla',
    'staff',
    'staff_invitation',
    'sticker_pack',
    'story',
    'story_seen',
    'team',
    'team_member',
    'tracked',
    'trigger_count',
    'visit',
    'webhook',
    'webhook_message',
    'webhook_place'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;

-- What stands above workspaces: a tenant reads how its people and businesses are shown, and no secret of anybody's.
revoke all on account, session, sign_in_code, phone_code, passkey, spent_challenge, provider_login, push_key, push_device,
  push_quiet, desk_attention, agent_alerts, workspace, installation from causerie_tenant;
grant select (id, name, about, avatar_url) on account to causerie_tenant;
grant select on workspace, installation to causerie_tenant;
-- What was done stays written down.
revoke update, delete, truncate on audit from causerie_tenant;
