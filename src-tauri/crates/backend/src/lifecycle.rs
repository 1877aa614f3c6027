//! Changing a workspace on the platform: its row, model and provider, its card; restart, pause and resume.
//!
//! Nothing that changes something is ever sent twice, and nothing is queued: what cannot be sent now has failed. The platform's yes is
//! not believed either; what was changed is read back.
//!
//! Whether a workspace is read-only is no question here: that is about the files on its instance.
//!
//! # Layout
//!
//! - `control`: restart, pause and resume
//! - `save`: a row, model and provider, leg by leg; `checks`: what is looked at before; `settle`: what becomes of each
//! - `provisioned`: hearing that the platform starts a workspace anew
//! - `publish`: registering a card
//! - `templates`: what there is to choose from

mod checks;
mod control;
mod provisioned;
mod publish;
mod save;
mod settle;
mod templates;

pub(crate) use self::{provisioned::Provisioned, templates::Templates};
