//! Generates Tauri's context, with a permission for each of our commands.

/// Every command of the contract; `capabilities/main.json` allows them to the main window by name.
const COMMANDS: &[&str] = &[
    "subscribe",
    "refresh",
    "open_panel",
    "close_panel",
    "read_card",
    "read_card_version",
    "compare_cards",
    "check_card",
    "publish_card",
    "list_card_keys",
    "add_card_keys",
    "remove_card_key",
    "save_workspace",
    "control_workspace",
    "dismiss_restart",
    "list_templates",
    "read_cache_info",
    "clear_cache",
    "forget_workspace",
    "list_files",
    "read_file",
    "write_file",
    "remove_file",
    "remove_folder",
    "create_folder",
    "move_entry",
    "stat_files",
    "search_files",
    "stop_search",
    "list_drafts",
    "keep_draft",
    "drop_draft",
    "close_window",
    "set_workspace",
    "read_settings",
    "save_settings",
    "connect_demo",
    "leave_demo",
    "move_nodes",
    "close_tunnel",
    "close_all_tunnels",
    "set_visible",
    "find_instance",
    "choose_instance",
    "read_host_key",
    "accept_host_key",
    "renew_credentials",
    "stop_waiting_for_credentials",
    "run_doctor",
    "write_bug_report",
    "open_in",
    "choose_upload",
    "upload_dropped",
    "choose_download",
    "control_transfer",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
