//! The commands about agent cards.

use backend::{
    AddCardKeys, Backend, CardCheck, CardEntry, CardKey, CheckCard, CompareCards, IpcError,
    PublishCard, ReadCardVersion, RemoveCardKey, agent_card::CardDiff,
};
use tauri::State;

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn read_card_version(
    backend: State<'_, Backend>,
    args: ReadCardVersion,
) -> Result<Option<CardEntry>, IpcError> {
    backend.read_card_version(&args)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn compare_cards(
    backend: State<'_, Backend>,
    args: CompareCards,
) -> Result<CardDiff, IpcError> {
    backend.compare_cards(&args)
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn check_card(
    backend: State<'_, Backend>,
    args: CheckCard,
) -> Result<CardCheck, IpcError> {
    backend.check_card(&args)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn publish_card(
    backend: State<'_, Backend>,
    args: PublishCard,
) -> Result<(), IpcError> {
    backend.publish_card(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn list_card_keys(backend: State<'_, Backend>) -> Result<Vec<CardKey>, IpcError> {
    backend.list_card_keys()
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn add_card_keys(
    backend: State<'_, Backend>,
    args: AddCardKeys,
) -> Result<Vec<CardKey>, IpcError> {
    backend.add_card_keys(&args)
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn remove_card_key(
    backend: State<'_, Backend>,
    args: RemoveCardKey,
) -> Result<Vec<CardKey>, IpcError> {
    backend.remove_card_key(&args)
}
