create table note (id bigint primary key, text varchar(20) not null);
