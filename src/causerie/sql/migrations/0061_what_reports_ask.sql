-- Whether a fact is as a report asks; of what is null nothing is asked, and '' is what has none. Who sees not everything sees what
-- is theirs, or their teams' (reports/service.py).
create function fact_is(f report_fact, agent text, team text, channel text, label text, everything boolean, me uuid, teams uuid[])
returns boolean language sql immutable
return (agent is null or coalesce(f.agent_id::text, '') = agent)
  and (team is null or coalesce(f.team_id::text, '') = team)
  and (channel is null or f.channel = channel)
  and (label is null or label = any (f.labels) or label = '' and f.labels = '{}')
  and (everything or f.agent_id = me or f.team_id = any (teams));
