"""What a database consists of, as sorted lines that a person can compare."""

from causerie.kit.database import Connection

# ruff: noqa: E501  (one line of SQL for one line of the answer)
LINES = """
select 'column ' || c.oid::regclass || '.' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || coalesce(' ' || a.attidentity::text || a.attgenerated::text || ' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0
    and not a.attisdropped
union all
select 'table ' || oid::regclass || ': kind ' || relkind::text || ', row security ' || relrowsecurity || '/' || relforcerowsecurity
       || ', options ' || coalesce(reloptions::text, '') || ', rights ' || coalesce(relacl::text, '')
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
union all
select 'view ' || oid::regclass || ': ' || pg_get_viewdef(oid)
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
union all
select 'constraint ' || conrelid::regclass || '.' || conname || ': ' || pg_get_constraintdef(oid)
  from pg_constraint where connamespace = 'public'::regnamespace
union all
select 'index ' || indexrelid::regclass || ': ' || pg_get_indexdef(indexrelid)
  from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = 'public'::regnamespace
union all
select 'trigger ' || tgrelid::regclass || '.' || tgname || ': ' || pg_get_triggerdef(pg_trigger.oid)
       || ' enabled ' || tgenabled::text
  from pg_trigger join pg_class on pg_class.oid = tgrelid
  where relnamespace = 'public'::regnamespace and not tgisinternal
union all
select 'function ' || p.oid::regprocedure || ': ' || pg_get_functiondef(p.oid) || ' rights ' || coalesce(proacl::text, '')
  from pg_proc p where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
    and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
union all
select 'policy ' || tablename || '.' || policyname || ': ' || permissive || ' ' || cmd || ' to ' || roles::text
       || ' using ' || coalesce(qual, '') || ' check ' || coalesce(with_check, '')
  from pg_policies where schemaname = 'public'
union all
select 'type ' || t.oid::regtype || ': ' || t.typtype::text || ' ' ||
       coalesce((select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid), '') ||
       coalesce(' ' || format_type(nullif(typbasetype, 0), typtypmod), '')
  from pg_type t where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
union all
select 'sequence ' || schemaname || '.' || sequencename || ': ' || data_type::text || ' ' || start_value || ' ' || increment_by
  from pg_sequences where schemaname = 'public'
union all
select 'statistics ' || oid::regclass || ': ' || pg_get_statisticsobjdef(oid)
  from pg_statistic_ext where stxnamespace = 'public'::regnamespace
union all
select 'extension ' || extname || ' ' || extversion from pg_extension
union all
select 'default rights ' || defaclobjtype::text || ': ' || defaclacl::text from pg_default_acl
"""


async def catalogue(connection: Connection) -> list[str]:
    """One line for each thing in the schema `public`, its rights included, and for each extension."""
    return sorted(row[0] for row in await connection.fetch(LINES))
