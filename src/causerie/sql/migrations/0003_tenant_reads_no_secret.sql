-- What stands above workspaces: a tenant reads how its people and businesses are shown, and no secret of anybody's.
revoke all on account, session, sign_in_code, workspace, installation from causerie_tenant;
grant select (id, name, about, avatar_url) on account to causerie_tenant;
grant select on workspace, installation to causerie_tenant;
