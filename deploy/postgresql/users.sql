-- The two users of the archive and its database, made once, when the container's cluster is new. psql reads their
-- passwords from the secrets itself, so that they stand in no command line.
\set owner_password `cat /run/secrets/database-owner`
\set password `cat /run/secrets/database`
CREATE ROLE arkiv_ejer LOGIN PASSWORD :'owner_password';
CREATE ROLE arkiv LOGIN PASSWORD :'password';
CREATE DATABASE arkiv OWNER arkiv_ejer ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE arkiv FROM PUBLIC;
GRANT CONNECT ON DATABASE arkiv TO arkiv;
