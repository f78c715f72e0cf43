-- The embedded store, version 1. Described in docs/formats/store.md.

create table meta (
    key   text primary key,
    value text not null
) strict;

create table source (
    seq         integer primary key autoincrement,
    id          text    not null unique,
    name        text    not null unique,
    unavailable integer not null default 0,
    value       text    not null
) strict;

create table job (
    seq         integer primary key autoincrement,
    id          text    not null unique,
    name        text    not null unique,
    source_id   text    not null,
    spec        text    not null,
    status      text    not null,
    phase       text,
    error       text,
    created_at  text    not null,
    owner       text,
    epoch       integer not null default 0,
    lease_until integer
) strict;

create unique index job_unfinished_source on job (source_id) where status <> 'FINISHED';

create table round (
    job_id     text    not null references job (id) on delete cascade,
    number     integer not null,
    started_at text    not null,
    ended_at   text,
    image_id   text,
    primary key (job_id, number)
) strict;

create table round_disk (
    job_id      text    not null,
    round       integer not null,
    disk        integer not null,
    changed     integer not null default 0,
    transferred integer not null default 0,
    wire        integer not null default 0,
    result      text,
    primary key (job_id, round, disk),
    foreign key (job_id, round) references round (job_id, number) on delete cascade
) strict;

create table resource (
    seq         integer primary key autoincrement,
    token       text    not null unique,
    job_id      text    not null,
    type        text    not null,
    ordinal     integer not null,
    round       integer not null,
    region      text    not null,
    name        text    not null,
    id          text,
    state       text    not null,
    intended_at text    not null
) strict;

create unique index resource_current on resource (job_id, type, ordinal, round) where state <> 'RELEASED';

insert into meta (key, value) values ('version', '1');
