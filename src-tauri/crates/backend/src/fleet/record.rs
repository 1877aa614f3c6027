//! One workspace: what is known of it, and how new each part of that is.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use control_plane::{RawCard, Workspace as Row, WorkspaceId};
use tokio::time::Instant;

use super::{
    news::News,
    skills,
    stamp::{Asked, Field, Moment, Stamp},
};
use crate::Workspace;

const PROVISIONING: &str = "provisioning";

/// Whether a workspace is in the fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Events tell of it; no list has named it yet.
    Awaited,
    /// It is shown.
    Here,
    /// It is gone. What is known stays, so that late news changes nothing, and its children find their way up.
    Gone,
}

/// What is known of a workspace.
#[derive(Debug)]
pub(super) struct Record {
    id: WorkspaceId,
    pub(super) place: Place,
    /// How new that is.
    pub(super) presence: Stamp,
    /// When an event last told anything of it.
    pub(super) heard: Option<Instant>,
    /// An answer or an earlier session has told what it is, and not only events what happens to it.
    pub(super) is_named: bool,
    base: Field<Base>,
    pub(super) instance: Field<Option<String>>,
    status: Field<String>,
    /// As far as this app has seen, ms since the epoch.
    provisioning_since_ms: Option<u64>,
    current_task: Field<Option<String>>,
    active_tasks: Field<i64>,
    uptime_seconds: Field<Option<i64>>,
    error_rate: Field<Option<f64>>,
    last_error: Field<Option<String>>,
    card: Card,
}

/// What only answers tell, and events never.
#[derive(Debug, Default, PartialEq)]
struct Base {
    name: String,
    role: Option<String>,
    tier: Option<i64>,
    runtime: String,
    parent: Option<WorkspaceId>,
    provision_timeout_ms: Option<i64>,
    x: f64,
    y: f64,
}

/// What is kept of the card; itself it is in the store.
#[derive(Debug, Default)]
struct Card {
    seen: Seen,
    stamp: Stamp,
    skills: Vec<String>,
    /// One that came before its workspace did.
    held: Option<RawCard>,
}

/// What the platform has told of a card.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Nothing in this session.
    #[default]
    Nothing,
    /// There is none.
    Absent,
    /// One whose text has this hash.
    Present(u64),
}

/// What a change of a record comes to.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// It is shown differently now.
    pub(super) is_changed: bool,
    /// A card for the store to keep or, when it is null, to withdraw.
    pub(super) card: Option<RawCard>,
    /// The instance that it had and has not any more.
    pub(super) left: Option<String>,
}

impl Record {
    /// One that nothing is known of but its id.
    pub(super) fn awaited(id: WorkspaceId) -> Self {
        Self::of(id, &Workspace::default(), Place::Awaited)
    }

    /// One as it was shown in an earlier session.
    pub(super) fn stored(id: WorkspaceId, row: &Workspace) -> Self {
        Self::of(id, row, Place::Here)
    }

    fn of(id: WorkspaceId, row: &Workspace, place: Place) -> Self {
        Self {
            id,
            place,
            presence: Stamp::default(),
            heard: None,
            is_named: place == Place::Here,
            base: Field::new(Base {
                name: row.name.clone(),
                role: row.role.clone(),
                tier: row.tier,
                runtime: row.runtime.clone(),
                parent: row.parent_id.as_deref().and_then(|id| id.parse().ok()),
                provision_timeout_ms: row.provision_timeout_ms,
                x: row.x,
                y: row.y,
            }),
            instance: Field::new(row.instance_id.clone()),
            status: Field::new(row.status.clone()),
            provisioning_since_ms: row.provisioning_since_ms,
            current_task: Field::new(row.current_task.clone()),
            active_tasks: Field::new(row.active_tasks),
            uptime_seconds: Field::new(row.uptime_seconds),
            error_rate: Field::new(row.error_rate),
            last_error: Field::new(row.last_error.clone()),
            card: Card {
                skills: row.skills.clone(),
                ..Card::default()
            },
        }
    }

    pub(super) fn is_here(&self) -> bool {
        self.place == Place::Here
    }

    /// The platform's word for the workspace above, which may be gone.
    pub(super) fn parent(&self) -> Option<WorkspaceId> {
        self.base.get().parent
    }

    /// As it is shown, below `parent`.
    pub(super) fn row(&self, parent: Option<WorkspaceId>) -> Workspace {
        let base = self.base.get();
        Workspace {
            id: self.id.to_string(),
            name: base.name.clone(),
            role: base.role.clone(),
            status: self.status.get().clone(),
            tier: base.tier,
            runtime: base.runtime.clone(),
            parent_id: parent.map(|id| id.to_string()),
            instance_id: self.instance.get().clone(),
            active_tasks: *self.active_tasks.get(),
            current_task: self.current_task.get().clone(),
            last_error: self.last_error.get().clone(),
            uptime_seconds: *self.uptime_seconds.get(),
            error_rate: *self.error_rate.get(),
            provision_timeout_ms: base.provision_timeout_ms,
            provisioning_since_ms: self.provisioning_since_ms,
            skills: self.card.skills.clone(),
            needs_restart: None,
            x: base.x,
            y: base.y,
        }
    }

    /// Takes what an event tells, where nothing newer is known.
    pub(super) fn tell(&mut self, news: News, moment: Moment) -> Merged {
        let mut merged = Merged::default();
        self.heard = self.heard.max(Some(moment.received));
        let status = self.status.tell(news.status.map(str::to_owned), moment);
        merged.is_changed |= status;
        merged.is_changed |= self.count_provisioning(moment.received_ms, status);
        let current_task = news.current_task.map(|task| non_empty(Some(task)));
        merged.is_changed |= self.current_task.tell(current_task, moment);
        merged.is_changed |= self.active_tasks.tell(news.active_tasks, moment);
        merged.is_changed |= self
            .uptime_seconds
            .tell(news.uptime_seconds.map(Some), moment);
        merged.is_changed |= self.error_rate.tell(news.error_rate.map(Some), moment);
        let last_error = news.last_error.map(|error| non_empty(Some(error)));
        merged.is_changed |= self.last_error.tell(last_error, moment);
        if let Some(card) = news.card
            && self.card.stamp.takes_event(moment)
        {
            self.take_card(card, &mut merged);
        }
        merged
    }

    /// Takes what an answer tells, where nothing newer is known. What it leaves out stays.
    pub(super) fn answer(&mut self, row: Row, asked: Asked) -> Merged {
        let started = asked.started;
        let mut merged = Merged::default();
        let status = self.status.answer(Some(row.status), started);
        merged.is_changed |= status;
        merged.is_changed |= self.count_provisioning(asked.answered_ms, status);
        merged.is_changed |= self.active_tasks.answer(Some(row.active_tasks), started);
        let current_task = row.current_task.map(|task| non_empty(Some(task)));
        merged.is_changed |= self.current_task.answer(current_task, started);
        let last_error = row.last_sample_error.map(|error| non_empty(Some(error)));
        merged.is_changed |= self.last_error.answer(last_error, started);
        let uptime_seconds = row.uptime_seconds.map(Some);
        merged.is_changed |= self.uptime_seconds.answer(uptime_seconds, started);
        merged.is_changed |= self
            .error_rate
            .answer(row.last_error_rate.map(Some), started);
        let before = self.instance.get().clone();
        if let Some(instance) = non_empty(row.instance_id)
            && self.instance.answer(Some(Some(instance)), started)
        {
            merged.is_changed = true;
            merged.left = before;
        }
        let base = Base {
            name: row.name,
            role: non_empty(row.role),
            tier: row.tier,
            runtime: row.runtime,
            parent: row.parent_id,
            provision_timeout_ms: row.provision_timeout_ms,
            x: row.x,
            y: row.y,
        };
        merged.is_changed |= self.base.answer(Some(base), started);
        if let Some(card) = row.agent_card
            && self.card.stamp.takes_answer(started)
        {
            self.take_card(card, &mut merged);
        }
        merged
    }

    /// The workspace is shown from now on; a card that came before it did counts now.
    pub(super) fn arrive(&mut self, merged: &mut Merged) {
        self.place = Place::Here;
        merged.is_changed = true;
        if let Some(card) = self.card.held.take() {
            self.take_card(card, merged);
        }
    }

    /// Keeps the time since when it is being provisioned, `now_ms` if that has just begun; whether it is another one.
    fn count_provisioning(&mut self, now_ms: u64, has_begun: bool) -> bool {
        let since = match self.provisioning_since_ms {
            _ if self.status.get() != PROVISIONING => None,
            Some(since) if !has_begun => Some(since),
            Some(_) | None => Some(now_ms),
        };
        let is_other = self.provisioning_since_ms != since;
        self.provisioning_since_ms = since;
        is_other
    }

    fn take_card(&mut self, card: RawCard, merged: &mut Merged) {
        if !self.is_here() {
            self.card.held = Some(card);
            return;
        }
        let seen = if card.is_null() {
            Seen::Absent
        } else {
            Seen::Present(hash_of(&card))
        };
        let is_same = self.card.seen == seen;
        if !is_same {
            // Of none there are none.
            let skills = skills::names(&card);
            merged.is_changed |= self.card.skills != skills;
            self.card.skills = skills;
            self.card.seen = seen;
        }
        // One that is there is confirmed each time; that there is none is news only once.
        if seen != Seen::Absent || !is_same {
            merged.card = Some(card);
        }
    }
}

fn non_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn hash_of(card: &RawCard) -> u64 {
    let mut hasher = DefaultHasher::new();
    card.get().hash(&mut hasher);
    hasher.finish()
}
