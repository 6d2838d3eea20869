//! `tongli serve`

use tokio::net::TcpListener;
use tongli_kernel::Said;
use tracing_subscriber::EnvFilter;

use super::open_house;
use crate::config::Config;
use crate::ground::Missing;
use crate::serve::{asked_to_stop, serve};
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config) -> Ending {
    log();
    let listener = match TcpListener::bind(config.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            terminal.complain(
                &Said::new("cli-cannot-listen")
                    .with("listen", config.listen.to_string())
                    .with("why", error.to_string()),
            );
            return Ending::Failed;
        }
    };
    let house = match open_house(terminal, config, Missing::Make).await {
        Ok(house) => house,
        Err(ending) => return ending,
    };
    if !house.app.secure() && !config.is_local() {
        terminal.complain(&Said::new("cli-plain-http"));
    }
    if house.app.keys.suite() != config.seal_suite {
        let said = Said::new("cli-keys-suite").with("suite", config.seal_suite.name());
        terminal.complain(&said);
    }
    match tongli_people::actions::make_set_up_code(&house.app).await {
        Ok(Some(code)) => terminal.complain(
            &Said::new("cli-set-up")
                .with("url", format!("{}/set-up", config.public_url))
                .with("code", code),
        ),
        Ok(None) => {}
        Err(fault) => {
            terminal.fault(&fault);
            return Ending::Failed;
        }
    }
    terminal.say(&Said::new("cli-serving").with("url", config.public_url.as_str()));
    match serve(house, listener, asked_to_stop()).await {
        Ok(()) => Ending::Done,
        Err(error) => {
            terminal.complain(&Said::new("cli-cannot-open").with("why", format!("{error:#}")));
            Ending::Failed
        }
    }
}

/// JSON lines on standard error; `RUST_LOG` chooses the level.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
