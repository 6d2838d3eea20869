//! Statements, findings and their review over HTTP, in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod findings;
mod house;
mod statements;

use tongli_cases::{Case, Doing};
use tongli_kernel::Viewer;
use tongli_people::roles;
use tongli_store::testing::on_both;

use crate::house::{Hospital, steps};

/// The people of a ride.
pub struct Cast {
    pub house: Hospital,
    pub desk: Viewer,
    pub zhao: Viewer,
    pub chief: Viewer,
    pub deputy: Viewer,
    /// Contact of the ward complained of.
    pub ward: Viewer,
    pub clinic: Viewer,
}

pub async fn with_cast(test: impl AsyncFn(Cast)) {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let cast = Cast {
            desk: house.staff("desk", roles::RECEPTIONIST, &[]).await,
            zhao: house.staff("zhao", roles::COORDINATOR, &[]).await,
            chief: house.staff("chief", roles::DIRECTOR, &[]).await,
            deputy: house.staff("deputy", roles::DEPUTY, &[]).await,
            ward: house.staff("ward", roles::CONTACT, &[house.ward]).await,
            clinic: house.staff("clinic", roles::CONTACT, &[house.clinic]).await,
            house,
        };
        test(cast).await;
    })
    .await;
}

impl Cast {
    /// A complaint somebody handles.
    pub async fn assigned(&self) -> Case {
        let case = self.house.complaint(&self.desk).await;
        let accept = Doing::Accept {
            anonymity_reason: None,
        };
        self.house.take(&self.desk, &case.number, accept).await;
        let assign = Doing::Assign {
            owner: self.zhao.staff(),
            speaker: None,
        };
        self.house.take(&self.chief, &case.number, assign).await
    }
}
