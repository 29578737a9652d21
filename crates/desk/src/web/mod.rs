//! What waits at the server for an administrator of the company's web sites: pages that no rule knows (H-2), visitors who could be one of
//! several customers (H-1).

mod pages;
mod visitors;

use daehwa_protocol::web::{Decision, ForgottenPage, Suggestion, UnknownPage};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        web::{PageRef, VisitorChoice, WebInbox},
    },
    customers::off_the_runtime,
    fault::chain,
};

impl Desk {
    /// What waits. Only with the server at hand.
    pub async fn web_inbox(&self, (): ()) -> Result<WebInbox, CommandError> {
        let shift = self.administration()?;
        let pages: Vec<UnknownPage> = read(shift.uplink.ask("api/v1/web/pages", None).await?)?;
        let visitors: Vec<Suggestion> = read(shift.uplink.ask("api/v1/web/suggestions", None).await?)?;
        off_the_runtime(move || {
            let visitors = visitors.into_iter().map(|it| shift.visitor_row(it)).collect::<Result<_, _>>()?;
            Ok(WebInbox { pages: pages.into_iter().map(|it| shift.page_row(it)).collect(), visitors })
        })
        .await
    }

    /// Takes a page off the list; it comes back when it is read again.
    pub async fn forget_page(&self, page: PageRef) -> Result<(), CommandError> {
        let body = ForgottenPage { site: page.site, pattern: page.pattern };
        self.administration()?.uplink.ask("api/v1/web/pages/forget", Some(written(&body)?)).await?;
        Ok(())
    }

    /// Says who a visitor is, or that it is none of those who were suggested.
    pub async fn decide_visitor(&self, choice: VisitorChoice) -> Result<(), CommandError> {
        let body = Decision { site: choice.site, visitor: choice.visitor, customer: choice.customer };
        self.administration()?.uplink.ask("api/v1/web/decide", Some(written(&body)?)).await?;
        Ok(())
    }
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T, CommandError> {
    serde_json::from_value(answer).map_err(|error| {
        tracing::error!(error = chain(&error), "the server's answer is of another version");
        CommandError::new(ErrorCode::VersionMismatch)
    })
}

fn written(body: &impl Serialize) -> Result<Value, CommandError> {
    serde_json::to_value(body).map_err(|error| {
        tracing::error!(error = chain(&error), "what is to be asked can't be written");
        CommandError::new(ErrorCode::Internal)
    })
}
