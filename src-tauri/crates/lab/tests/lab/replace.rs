//! An instance that is replaced, as seen by everybody who knew the old one.

use std::time::Duration;

use futures_util::StreamExt as _;
use lab::Lab;
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use crate::client::{
    http, lab_on_embedded, lab_on_sshd,
    sign::{Signer, ec2},
    ssh::{connect, login, new_key, push, try_push},
    texts,
    tunnel::{Request, connect_tls},
};

async fn check_the_far_end(lab: &Lab) {
    let old = lab.instances().remove(0);
    let key = new_key();
    push(lab, &old.id, &key).await;
    let session = login(lab, &old.id).await;
    let note = lab.disk(&old.id, "/tmp/note").unwrap();
    std::fs::write(note, "kept").unwrap();
    let old_tunnel = Request::to(lab, &old.id);
    let old_host_key = lab.world().host_key(&old.id).unwrap();

    let new = lab.world().replace_instance(&old.workspace_name).unwrap();
    session.ended().await;
    assert_ne!((&new.id, new.private_ip), (&old.id, old.private_ip));
    assert_ne!(lab.world().host_key(&new.id).unwrap(), old_host_key);
    assert_eq!(lab.instance(&old.workspace_id), Some(new.clone()));
    let mut socket = old_tunnel.open(lab).await.expect("the endpoint itself");
    let closed = socket.next().await.unwrap().unwrap();
    assert!(matches!(closed, Message::Close(Some(_))), "{closed:?}");

    let mut stranger = connect(lab, &new.id).await;
    assert!(
        !stranger.authenticate("ubuntu", key).await,
        "granted to the old one only"
    );
    let sftp = login(lab, &new.id).await.sftp().await;
    assert_eq!(sftp.read("/tmp/note").await.unwrap(), b"kept");
}

#[tokio::test]
async fn sshd_of_a_replaced_instance_gives_way_to_another_with_the_same_disk() {
    check_the_far_end(&lab_on_sshd().await).await;
}

#[tokio::test]
async fn the_embedded_server_of_a_replaced_instance_gives_way_too() {
    check_the_far_end(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn ec2_describes_the_old_instance_as_terminated_and_the_new_one_as_running() {
    let lab = lab_on_embedded().await;
    let old = lab.instances().remove(0);
    lab.world().advance(Duration::from_hours(1)).unwrap();
    let new = lab.world().replace_instance(&old.id).unwrap();
    let signer = Signer::of(&lab, "ec2");
    let by_tag = format!(
        "Action=DescribeInstances&Filter.1.Name=tag:WorkspaceId&Filter.1.Value.1={}",
        old.workspace_id
    );
    let body = ec2(&lab, &signer, &by_tag).await.body;
    assert_eq!(texts(&body, "instanceId"), [new.id.as_str(), &old.id]);
    assert_eq!(texts(&body, "name"), ["running", "terminated"]);
    let launched = texts(&body, "launchTime");
    assert!(launched[0] > launched[1], "{launched:?}");
    let key = new_key().public_key().to_openssh().unwrap();
    let refused = try_push(&lab, &old.id, "ubuntu", &key).await;
    assert!(refused.body.contains("EC2InstanceStateInvalidException"));
    assert!(lab.world().replace_instance(&old.id).is_err(), "only once");
    lab.world().replace_instance(&new.id).expect("again");
}

#[tokio::test]
async fn the_platform_tells_of_the_new_instance() {
    let lab = lab_on_embedded().await;
    let old = lab.instances().remove(0);
    let host = lab.platform_url().replace("https://", "");
    let mut request = format!("wss://{host}/ws").into_client_request().unwrap();
    let org = lab.org_id().parse().unwrap();
    request.headers_mut().insert("x-molecule-org-id", org);
    let (mut events, _) = client_async(request, connect_tls(&lab, &host).await)
        .await
        .unwrap();

    let new = lab.world().replace_instance(&old.id).unwrap();
    let mut event = async || {
        let text = events.next().await.unwrap().unwrap().into_text().unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let first = event().await;
    assert_eq!(first["event"], "WORKSPACE_PROVISIONING");
    assert_eq!(first["workspace_id"], old.workspace_id.as_str());
    for field in ["name", "tier", "runtime"] {
        assert!(!first["payload"][field].is_null(), "{field} in {first}");
    }
    assert_eq!(event().await["event"], "WORKSPACE_ONLINE");
    let url = format!("{}/workspaces/{}", lab.platform_url(), old.workspace_id);
    let request = http(&lab)
        .get(url)
        .header("x-molecule-org-id", lab.org_id());
    let row = request.send().await.unwrap().text().await.unwrap();
    let row: serde_json::Value = serde_json::from_str(&row).unwrap();
    assert_eq!(row["instance_id"], new.id.as_str());
}
