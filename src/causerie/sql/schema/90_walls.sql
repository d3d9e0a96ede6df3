-- A request works as causerie_tenant with causerie.workspace_id set: rows of another workspace do not exist for it.

do $$
declare t text;
begin
  foreach t in array array['staff', 'api_key', 'contact', 'identity', 'visit', 'identify_nonce', 'channel', 'conversation',
                           'entry', 'read_mark', 'file', 'delivery', 'inbound', 'entry_due', 'outside_due', 'entry_index',
                           'entry_words', 'tracked', 'label', 'case_label', 'team', 'team_member', 'trigger_count',
                           'inbox_place', 'story', 'story_seen', 'webhook', 'webhook_place', 'webhook_message',
                           'consent', 'data_request', 'contact_change', 'attribute', 'push_notice', 'sticker_pack', 'pack_sticker', 'member', 'direct', 'invitation',
                           'routing', 'sla', 'agent', 'scheduled_message', 'canned_reply', 'segment',
                           'report_fact', 'report_course', 'report_place', 'staff_invitation', 'audit', 'bulk', 'bulk_item'] loop
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
