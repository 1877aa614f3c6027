use super::*;

fn id() -> WorkspaceId {
    "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11".parse().unwrap()
}

fn body(patch: &WorkspacePatch) -> Result<Value, String> {
    patch.to_body(&id()).map_err(|error| error.to_string())
}

fn named(name: &str) -> WorkspacePatch {
    WorkspacePatch {
        name: Some(name.to_owned()),
        ..WorkspacePatch::default()
    }
}

fn in_folder(folder: &str) -> WorkspacePatch {
    WorkspacePatch {
        workspace_dir: Some(folder.to_owned()),
        ..WorkspacePatch::default()
    }
}

#[test]
fn only_what_changes_is_sent() {
    let team = "11111111-2222-4333-8444-555555555555";
    let patch = WorkspacePatch {
        name: Some("Scout".to_owned()),
        role: Some(String::new()),
        tier: Some(4),
        runtime: Some("claude-code".to_owned()),
        parent: Some(Parent::Under(team.parse().unwrap())),
        collapsed: Some(false),
        workspace_dir: Some("/srv/scout".to_owned()),
    };
    let expected = json!({
        "name": "Scout", "role": null, "tier": 4, "runtime": "claude-code", "parent_id": team,
        "collapsed": false, "workspace_dir": "/srv/scout"
    });
    assert_eq!(body(&patch).unwrap(), expected);
    let unnested = WorkspacePatch {
        parent: Some(Parent::TopLevel),
        ..WorkspacePatch::default()
    };
    assert_eq!(body(&unnested).unwrap(), json!({"parent_id": null}));
}

#[test]
fn an_empty_patch_is_not_sent() {
    assert_eq!(
        body(&WorkspacePatch::default()).unwrap_err(),
        "there is nothing to change"
    );
}

#[test]
fn a_name_is_as_the_server_takes_it() {
    assert!(body(&named(&"x".repeat(255))).is_ok());
    for bad in [
        "",
        "  ",
        "two\nlines",
        "two\rlines",
        "a{b",
        "a|b",
        "a!",
        &"ä".repeat(128),
    ] {
        assert!(body(&named(bad)).is_err(), "{bad:?}");
    }
}

#[test]
fn a_role_has_its_own_limits_and_may_be_cleared() {
    let role = |role: String| {
        body(&WorkspacePatch {
            role: Some(role),
            ..WorkspacePatch::default()
        })
    };
    assert!(role("r".repeat(1_000)).is_ok());
    assert!(role("r".repeat(1_001)).is_err());
    assert!(role("a*b".to_owned()).is_err());
    assert_eq!(role(" ".to_owned()).unwrap(), json!({"role": null}));
}

#[test]
fn a_tier_is_one_to_four_and_never_null() {
    for tier in [i64::MIN, -1, 0, 5, i64::MAX] {
        let patch = WorkspacePatch {
            tier: Some(tier),
            ..WorkspacePatch::default()
        };
        assert!(body(&patch).is_err(), "{tier}");
    }
    let untouched = body(&named("x")).unwrap();
    assert!(untouched.get("tier").is_none());
}

#[test]
fn a_runtime_may_hold_what_a_name_may_not() {
    let runtime = |runtime: &str| {
        body(&WorkspacePatch {
            runtime: Some(runtime.to_owned()),
            ..WorkspacePatch::default()
        })
    };
    assert!(runtime("my[runtime]").is_ok());
    for bad in ["", "a\nb", &"r".repeat(101)] {
        assert!(runtime(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_folder_is_absolute_and_nobody_elses() {
    for good in ["/srv/x", "/usrlocal", "/library", "/"] {
        assert!(body(&in_folder(good)).is_ok(), "{good}");
    }
    for bad in [
        "",
        "srv",
        "~/x",
        "/srv/../etc",
        "/a..b",
        "/etc",
        "/var/lib",
        "/usr/share",
        "/lib/x",
    ] {
        assert!(body(&in_folder(bad)).is_err(), "{bad}");
    }
}

#[test]
fn nothing_belongs_to_itself() {
    let patch = WorkspacePatch {
        parent: Some(Parent::Under(id())),
        ..WorkspacePatch::default()
    };
    assert!(body(&patch).unwrap_err().contains("itself"));
}
