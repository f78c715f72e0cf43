-- Came later than the rest of version 1: a release that does not know it loses nothing.

create table if not exists baseline (
    job_id text    not null references job (id) on delete cascade,
    disk   integer not null,
    used   blob    not null,
    primary key (job_id, disk)
) strict;
