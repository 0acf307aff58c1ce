//! A whole PostgreSQL database as one file, by PostgreSQL's own tools. What they need to know goes to them by their
//! environment: a password on a command line stands in the list of processes.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait};
use tokio::process::Command;

use super::connect::{ACQUIRE_SECONDS_MAX, Purpose, known_steps};
use super::{CopyError, Database, OpenError};

/// Where Debian keeps the tools of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Schemas that a restore moved aside; a backup leaves them out.
const ASIDE: &str = "hangtag_replaced_";
/// A tool's complaint is a line or two; a restore that fails may repeat it for each row.
const COMPLAINT_CHARACTERS_MAX: usize = 600;
/// Parameters of an address that are files, and how the tools are told.
const FILES: [(&[&str], &str); 3] = [
    (&["sslrootcert", "ssl-root-cert", "ssl-ca"], "PGSSLROOTCERT"),
    (&["sslcert", "ssl-cert"], "PGSSLCERT"),
    (&["sslkey", "ssl-key"], "PGSSLKEY"),
];

/// A PostgreSQL database, for the tools.
#[derive(Clone, Debug)]
pub struct Dump {
    url: String,
    /// How it is used otherwise.
    pub database: Database,
}

impl Dump {
    /// Of the database at this address.
    pub fn of(url: &str) -> Self {
        Self { url: url.to_owned(), database: Database::Postgres(url.to_owned()) }
    }

    /// Writes what is committed at this moment, compressed. Nobody waits for it but who changes tables.
    pub async fn write(&self, file: &Path) -> Result<(), CopyError> {
        let words = ["--format=custom", "--no-owner", "--no-privileges", "--exclude-schema", &format!("{ASIDE}*"), "--file"];
        self.run("pg_dump", &words, file).await.map(|_| ())
    }

    /// Reads every byte of a dump, and keeps none.
    pub async fn read_through(&self, file: &Path) -> Result<(), CopyError> {
        self.run("pg_restore", &["--file=/dev/null"], file).await.map(|_| ())
    }

    /// Puts a dump into the database, which has none of its tables: all of it or nothing.
    pub async fn read(&self, file: &Path) -> Result<(), CopyError> {
        let name = self.options()?.get_database().unwrap_or_default().replace('\\', "\\\\").replace('\'', "\\'");
        let words =
            ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", &format!("--dbname=dbname='{name}'")];
        self.run("pg_restore", &words, file).await.map(|_| ())
    }

    /// Refuses a dump that is no Hangtag's, or a newer one's, before anything is touched.
    pub async fn refuse_foreign(&self, file: &Path) -> Result<(), CopyError> {
        let words = ["--data-only", "--table=seaql_migrations", "--file=-"];
        let said = self.run("pg_restore", &words, file).await?;
        let text = String::from_utf8_lossy(&said.stdout);
        let rows = text.lines().skip_while(|line| !line.starts_with("COPY ")).skip(1).take_while(|line| *line != "\\.");
        let steps: Vec<&str> = rows.filter_map(|row| row.split('\t').next()).collect();
        if steps.is_empty() {
            return Err(CopyError::Failed(format!("{} is a dump, but none of a Hangtag's", file.display())));
        }
        let known = known_steps();
        match steps.into_iter().find(|step| !known.iter().any(|known| known == step)) {
            Some(newer) => Err(OpenError::NewerSchema(newer.to_owned()).into()),
            None => Ok(()),
        }
    }

    /// An empty database beside it, for a look at a dump; none if the role may not make one.
    pub async fn beside(&self, name: &str) -> Result<Option<Self>, CopyError> {
        let connection = self.connect().await?;
        let sql = "SELECT rolcreatedb OR rolsuper AS may FROM pg_roles WHERE rolname = current_user";
        let asked = Statement::from_string(connection.get_database_backend(), sql);
        let may = async {
            let row = connection.query_one_raw(asked).await?;
            let may = row.map_or(Ok(false), |row| row.try_get("", "may"))?;
            if may {
                connection.execute_unprepared(&format!("CREATE DATABASE {} TEMPLATE template0", quoted(name))).await?;
            }
            Ok(may)
        };
        let may: Result<bool, DbErr> = may.await;
        let may = may.map_err(|error| self.database.unusable(&error));
        self.close(connection).await?;
        Ok(may?.then(|| Self::of(&self.url_of(name))))
    }

    /// The end of what [`Dump::beside`] made.
    pub async fn drop_beside(&self, name: &str) -> Result<(), CopyError> {
        let connection = self.connect().await?;
        let dropped = connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name))).await;
        self.close(connection).await?;
        dropped.map(|_| ()).map_err(|error| self.database.unusable(&error).into())
    }

    /// Renames the schema in which the tables are, and makes an empty one in its place; none if there are no tables.
    pub async fn move_aside(&self, moment: &str) -> Result<Option<Aside>, CopyError> {
        let connection = self.connect().await?;
        let moved = async {
            if !self.database.has_tables(&connection).await? {
                return Ok(None);
            }
            let schema = self.schema(&connection).await?;
            let aside = Aside { name: format!("{ASIDE}{}", moment.to_lowercase()), schema };
            let transaction = connection.begin().await?;
            let (schema, name) = (quoted(&aside.schema), quoted(&aside.name));
            transaction.execute_unprepared(&format!("ALTER SCHEMA {schema} RENAME TO {name}")).await?;
            transaction.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await?;
            transaction.commit().await?;
            Ok(Some(aside))
        };
        let moved: Result<_, DbErr> = moved.await;
        self.close(connection).await?;
        moved.map_err(|error| self.database.unusable(&error).into())
    }

    /// Undoes [`Dump::move_aside`] while the schema in its place is still empty.
    pub async fn move_back(&self, aside: &Aside) -> Result<(), CopyError> {
        let connection = self.connect().await?;
        let moved = async {
            let transaction = connection.begin().await?;
            let (schema, name) = (quoted(&aside.schema), quoted(&aside.name));
            transaction.execute_unprepared(&format!("DROP SCHEMA {schema}")).await?;
            transaction.execute_unprepared(&format!("ALTER SCHEMA {name} RENAME TO {schema}")).await?;
            transaction.commit().await
        };
        let moved: Result<(), DbErr> = moved.await;
        self.close(connection).await?;
        moved.map_err(|error| self.database.unusable(&error).into())
    }

    async fn schema(&self, connection: &DatabaseConnection) -> Result<String, DbErr> {
        let sql = "SELECT CAST(current_schema() AS TEXT) AS name";
        let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
        row.map_or_else(|| Err(DbErr::Custom("there is no schema".to_owned())), |row| row.try_get("", "name"))
    }

    async fn connect(&self) -> Result<DatabaseConnection, OpenError> {
        self.database.pool(1, Purpose::Writing).await
    }

    async fn close(&self, connection: DatabaseConnection) -> Result<(), OpenError> {
        connection.close().await.map_err(|error| self.database.unusable(&error))
    }

    async fn run(&self, tool: &str, words: &[&str], file: &Path) -> Result<Output, CopyError> {
        let program = find(tool)?;
        let mut command = Command::new(&program);
        command.args(words).arg(file).envs(self.environment()?);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let output = command.output().await.map_err(|error| CopyError::of(program.display(), error))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let words: Vec<&str> = said.split_whitespace().collect();
        let said: String = words.join(" ").chars().take(COMPLAINT_CHARACTERS_MAX).collect();
        Err(CopyError::Failed(if said.is_empty() { format!("{tool} failed: {}", output.status) } else { said }))
    }

    fn options(&self) -> Result<PgConnectOptions, CopyError> {
        self.url.parse().map_err(|error| CopyError::of("the database address cannot be read", error))
    }

    /// How libpq is told what the address says.
    fn environment(&self) -> Result<Vec<(&'static str, String)>, CopyError> {
        let options = self.options()?;
        let socket = options.get_socket().map(|socket| socket.display().to_string());
        let mut environment = vec![
            ("PGHOST", socket.unwrap_or_else(|| options.get_host().to_owned())),
            ("PGPORT", options.get_port().to_string()),
            ("PGUSER", options.get_username().to_owned()),
            ("PGDATABASE", options.get_database().unwrap_or(options.get_username()).to_owned()),
            ("PGSSLMODE", ssl_mode(options.get_ssl_mode()).to_owned()),
            ("PGAPPNAME", "hangtag".to_owned()),
            ("PGCONNECT_TIMEOUT", ACQUIRE_SECONDS_MAX.to_string()),
            // What a tool says is passed on in one language.
            ("LC_MESSAGES", "C".to_owned()),
        ];
        environment.extend(options.get_options().map(|options| ("PGOPTIONS", options.to_owned())));
        environment.extend(self.password().map(|password| ("PGPASSWORD", password)));
        for (key, value) in self.parameters() {
            let known = FILES.iter().find(|(keys, _)| keys.contains(&key.as_str()));
            environment.extend(known.map(|(_, name)| (*name, value)));
        }
        Ok(environment)
    }

    fn password(&self) -> Option<String> {
        let given = self.parameters().into_iter().find(|(key, _)| key == "password").map(|(_, value)| value);
        let (_, rest) = self.url.split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let written =
            authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')).map(|(_, password)| decoded(password));
        given.or(written)
    }

    fn parameters(&self) -> Vec<(String, String)> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// The same server's database of this name, which stands in an address as it is.
    fn url_of(&self, name: &str) -> String {
        let (address, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
        let authority = rest.split('/').next().unwrap_or_default();
        let rest: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("dbname=")).collect();
        let query = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
        format!("{scheme}://{authority}/{name}{query}")
    }
}

/// Where the tables are that a restore replaced.
#[derive(Clone, Debug)]
pub struct Aside {
    /// The schema's name now.
    pub name: String,
    schema: String,
}

fn ssl_mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

/// In an address a plus is a plus.
fn decoded(text: &str) -> String {
    let pair = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes()).next().map_or_else(String::new, |(_, value)| value.into_owned())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// In the path, else the newest of those that Debian keeps apart.
fn find(tool: &str) -> Result<PathBuf, CopyError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|program| program.is_file());
    let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let numbered = versions.filter_map(|version| version.file_name().to_str()?.parse::<u32>().ok());
    let mut numbers: Vec<u32> = numbered.collect();
    numbers.sort_unstable();
    let kept = numbers.into_iter().rev().map(|number| Path::new(VERSIONS).join(number.to_string()).join("bin").join(tool));
    in_path.or_else(|| kept.into_iter().find(|program| program.is_file())).ok_or_else(|| {
        CopyError::Failed(format!("{tool} is not here; install PostgreSQL's client programs (on Debian: postgresql-client)"))
    })
}

#[cfg(test)]
mod tests {
    use super::{Dump, find};

    fn told(url: &str, name: &str) -> Option<String> {
        let environment = Dump::of(url).environment().unwrap();
        environment.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    #[test]
    fn the_tools_are_told_what_the_address_says() {
        let url = "postgres://me:p%40s+s%2F%26@db:5433/sale?sslmode=require&sslrootcert=/etc/ca.pem&options=-csearch_path%3Da";
        for (name, expected) in [
            ("PGHOST", "db"),
            ("PGPORT", "5433"),
            ("PGUSER", "me"),
            ("PGDATABASE", "sale"),
            ("PGPASSWORD", "p@s+s/&"),
            ("PGSSLMODE", "require"),
            ("PGSSLROOTCERT", "/etc/ca.pem"),
            ("PGOPTIONS", "-csearch_path=a"),
        ] {
            assert_eq!(told(url, name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(told("postgres://me@db/sale?password=a%26b", "PGPASSWORD").as_deref(), Some("a&b"));
        assert_eq!(told("postgres://me@db/sale", "PGPASSWORD"), None);
        assert_eq!(told("postgres://me@%2Frun%2Fpostgresql/sale", "PGHOST").as_deref(), Some("/run/postgresql"));
    }

    #[test]
    fn another_database_of_the_server_has_its_address() {
        for (url, expected) in [
            ("postgres://me:pw@db:5433/sale?sslmode=require&dbname=x", "postgres://me:pw@db:5433/other?sslmode=require"),
            ("postgres://db", "postgres://db/other"),
        ] {
            assert_eq!(Dump::of(url).url_of("other"), expected);
        }
    }

    #[test]
    fn a_tool_that_is_missing_is_named_with_its_package() {
        let why = find("pg_no_such_tool").unwrap_err().to_string();
        assert!(why.starts_with("pg_no_such_tool is not here;") && why.contains("postgresql-client"), "{why}");
    }
}
