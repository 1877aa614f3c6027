//! The contract's commands: each hands its argument to the [`Backend`].

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use backend::{
    AcceptHostKey, AppEvent, Backend, BugReport, CardEntry, ChooseInstance, ClosePanel,
    CloseTunnel, CreateFolder, DoctorReport, DoctorResult, Draft, Drafts, DropDraft, FileStat,
    FindInstance, InstanceSearch, IpcError, ListFiles, Listing, ListingPart, MoveEntry, MoveNodes,
    OpenIn, OpenPanel, OpenedIn, ReadCard, ReadFile, ReadHostKey, RecentLog, RefusedHostKey,
    RemoveFile, RemoveFolder, Removed, RunDoctor, SaveSettings, SearchEnd, SearchFiles,
    SearchMatch, SetVisible, SetWorkspace, SettingsView, StatFiles, StopSearch, WarmUp, WriteFile,
    WriteOutcome,
};
use tauri::{Builder, Runtime, State, WebviewWindow, async_runtime::JoinHandle, ipc::Channel};

use crate::{
    Start, cards,
    demo::Demo,
    frame::{FileFrame, PanelFrame},
    lifecycle, transfers, window,
};

/// What a webview needs to paint what it was just told.
const PAINTING: Duration = Duration::from_millis(1_500);

/// The task that feeds the window; a window that subscribes again replaces it.
#[derive(Debug, Default)]
pub(crate) struct Listener(Mutex<Option<JoinHandle<()>>>);

/// Adds every command of the contract.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        subscribe,
        refresh,
        open_panel,
        close_panel,
        preconnect,
        warm_up,
        stop_warm_up,
        read_card,
        cards::read_card_version,
        cards::compare_cards,
        cards::check_card,
        cards::publish_card,
        cards::list_card_keys,
        cards::add_card_keys,
        cards::remove_card_key,
        lifecycle::save_workspace,
        lifecycle::control_workspace,
        lifecycle::dismiss_restart,
        lifecycle::list_templates,
        lifecycle::read_cache_info,
        lifecycle::clear_cache,
        lifecycle::forget_workspace,
        list_files,
        read_file,
        write_file,
        remove_file,
        remove_folder,
        create_folder,
        move_entry,
        stat_files,
        search_files,
        stop_search,
        list_drafts,
        keep_draft,
        drop_draft,
        close_window,
        set_workspace,
        read_settings,
        save_settings,
        connect_demo,
        leave_demo,
        move_nodes,
        close_tunnel,
        close_all_tunnels,
        set_visible,
        find_instance,
        choose_instance,
        read_host_key,
        accept_host_key,
        renew_credentials,
        stop_waiting_for_credentials,
        run_doctor,
        write_bug_report,
        open_in,
        transfers::choose_upload,
        transfers::upload_dropped,
        transfers::choose_download,
        transfers::control_transfer,
    ])
}

#[tauri::command]
async fn subscribe(
    backend: State<'_, Backend>,
    listener: State<'_, Listener>,
    events: Channel<AppEvent>,
) -> Result<(), IpcError> {
    let mut subscription = backend.subscribe();
    let task = tauri::async_runtime::spawn(async move {
        while let Some(event) = subscription.next().await {
            if events.send(event).is_err() {
                return;
            }
        }
    });
    let before = listener
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .replace(task);
    if let Some(before) = before {
        before.abort();
    }
    Ok(())
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn refresh(backend: State<'_, Backend>) -> Result<(), IpcError> {
    backend.refresh().await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id))]
async fn open_panel(
    backend: State<'_, Backend>,
    start: State<'_, Start>,
    args: OpenPanel,
    events: Channel<PanelFrame>,
) -> Result<(), IpcError> {
    backend
        .open_panel(args, |event| send(&events, PanelFrame(event)))
        .await?;
    if start.open_first {
        tauri::async_runtime::spawn(async {
            tokio::time::sleep(PAINTING).await;
            writeln!(std::io::stdout(), "causeway: panel shown").ok();
        });
    }
    Ok(())
}

#[tauri::command]
async fn close_panel(backend: State<'_, Backend>, args: ClosePanel) -> Result<(), IpcError> {
    backend.close_panel(&args);
    Ok(())
}

#[tauri::command]
async fn preconnect(backend: State<'_, Backend>) -> Result<(), IpcError> {
    backend.preconnect();
    Ok(())
}

#[tauri::command]
async fn warm_up(backend: State<'_, Backend>, args: WarmUp) -> Result<(), IpcError> {
    backend.warm_up(&args).await;
    Ok(())
}

#[tauri::command]
async fn stop_warm_up(backend: State<'_, Backend>, args: WarmUp) -> Result<(), IpcError> {
    backend.stop_warm_up(&args);
    Ok(())
}

#[tauri::command]
async fn read_card(
    backend: State<'_, Backend>,
    args: ReadCard,
) -> Result<Option<CardEntry>, IpcError> {
    backend.read_card(&args)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn list_files(
    backend: State<'_, Backend>,
    args: ListFiles,
    events: Channel<ListingPart>,
) -> Result<Listing, IpcError> {
    backend.list_files(args, |part| send(&events, part)).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn read_file(backend: State<'_, Backend>, args: ReadFile) -> Result<FileFrame, IpcError> {
    backend.read_file(args).await.map(FileFrame)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn write_file(
    backend: State<'_, Backend>,
    args: WriteFile,
) -> Result<WriteOutcome, IpcError> {
    backend.write_file(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn remove_file(backend: State<'_, Backend>, args: RemoveFile) -> Result<(), IpcError> {
    backend.remove_file(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn remove_folder(
    backend: State<'_, Backend>,
    args: RemoveFolder,
) -> Result<Removed, IpcError> {
    backend.remove_folder(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn create_folder(backend: State<'_, Backend>, args: CreateFolder) -> Result<(), IpcError> {
    backend.create_folder(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn move_entry(backend: State<'_, Backend>, args: MoveEntry) -> Result<(), IpcError> {
    backend.move_entry(args).await
}

#[tauri::command]
async fn stat_files(
    backend: State<'_, Backend>,
    args: StatFiles,
) -> Result<Vec<FileStat>, IpcError> {
    backend.stat_files(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn list_drafts(backend: State<'_, Backend>) -> Result<Drafts, IpcError> {
    backend.list_drafts().await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn keep_draft(backend: State<'_, Backend>, args: Draft) -> Result<(), IpcError> {
    backend.keep_draft(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn drop_draft(backend: State<'_, Backend>, args: DropDraft) -> Result<(), IpcError> {
    backend.drop_draft(args).await
}

#[tauri::command]
async fn close_window<R: Runtime>(window: WebviewWindow<R>) -> Result<(), IpcError> {
    window::close(&window)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn set_workspace(
    backend: State<'_, Backend>,
    args: SetWorkspace,
) -> Result<SettingsView, IpcError> {
    backend.set_workspace(args)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id))]
async fn search_files(
    backend: State<'_, Backend>,
    args: SearchFiles,
    events: Channel<Vec<SearchMatch>>,
) -> Result<SearchEnd, IpcError> {
    backend
        .search_files(args, |found| send(&events, found))
        .await
}

#[tauri::command]
async fn stop_search(backend: State<'_, Backend>, args: StopSearch) -> Result<(), IpcError> {
    backend.stop_search(&args);
    Ok(())
}

#[tauri::command]
async fn read_settings(backend: State<'_, Backend>) -> Result<SettingsView, IpcError> {
    Ok(backend.read_settings())
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn save_settings(
    backend: State<'_, Backend>,
    args: SaveSettings,
) -> Result<SettingsView, IpcError> {
    Box::pin(backend.save_settings(args)).await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn connect_demo(
    backend: State<'_, Backend>,
    demo: State<'_, Arc<Demo>>,
) -> Result<(), IpcError> {
    demo.connect(&backend).await?;
    backend.keep_fresh();
    Ok(())
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn leave_demo(
    backend: State<'_, Backend>,
    demo: State<'_, Arc<Demo>>,
) -> Result<(), IpcError> {
    let connected = backend.connect().await;
    demo.stop().await;
    connected?;
    backend.keep_fresh();
    Ok(())
}

#[tauri::command]
async fn move_nodes(backend: State<'_, Backend>, args: MoveNodes) -> Result<(), IpcError> {
    backend.move_nodes(args)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(tunnel = args.id), err)]
async fn close_tunnel(backend: State<'_, Backend>, args: CloseTunnel) -> Result<(), IpcError> {
    backend.close_tunnel(&args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn close_all_tunnels(backend: State<'_, Backend>) -> Result<(), IpcError> {
    backend.close_all_tunnels().await
}

#[tauri::command]
async fn set_visible(backend: State<'_, Backend>, args: SetVisible) -> Result<(), IpcError> {
    backend.set_visible(&args);
    Ok(())
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn find_instance(
    backend: State<'_, Backend>,
    args: FindInstance,
) -> Result<InstanceSearch, IpcError> {
    backend.find_instance(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn choose_instance(
    backend: State<'_, Backend>,
    args: ChooseInstance,
) -> Result<(), IpcError> {
    backend.choose_instance(args).await
}

#[tauri::command]
async fn read_host_key(
    backend: State<'_, Backend>,
    args: ReadHostKey,
) -> Result<Option<RefusedHostKey>, IpcError> {
    backend.read_host_key(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn accept_host_key(backend: State<'_, Backend>, args: AcceptHostKey) -> Result<(), IpcError> {
    backend.accept_host_key(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn renew_credentials(backend: State<'_, Backend>) -> Result<(), IpcError> {
    backend.renew_credentials().await
}

#[tauri::command]
async fn stop_waiting_for_credentials(backend: State<'_, Backend>) -> Result<(), IpcError> {
    backend.stop_waiting_for_credentials()
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn run_doctor(
    backend: State<'_, Backend>,
    args: RunDoctor,
    events: Channel<DoctorResult>,
) -> Result<DoctorReport, IpcError> {
    backend
        .run_doctor(args, |result| send(&events, result))
        .await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
async fn write_bug_report(
    backend: State<'_, Backend>,
    log: State<'_, RecentLog>,
    args: RunDoctor,
) -> Result<BugReport, IpcError> {
    backend.write_bug_report(args, &log.text()).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
async fn open_in(backend: State<'_, Backend>, args: OpenIn) -> Result<OpenedIn, IpcError> {
    backend.open_in(args).await
}

/// Sends what may come too late: a window that is gone needs nothing.
fn send<T: tauri::ipc::IpcResponse>(events: &Channel<T>, value: T) {
    if let Err(error) = events.send(value) {
        tracing::debug!(%error, "the window is gone");
    }
}
