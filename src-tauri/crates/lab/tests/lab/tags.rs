//! Finding an instance without being told its id: by its tags.

use lab::Lab;

use crate::client::{
    lab_on_embedded,
    sign::{Signer, ec2},
    texts,
};

/// The ids of the instances that pass these filters.
async fn found(lab: &Lab, filters: &[(&str, &str)]) -> Vec<String> {
    let filters = (1..).zip(filters).map(|(number, (name, value))| {
        format!("&Filter.{number}.Name={name}&Filter.{number}.Value.1={value}")
    });
    let form = filters.fold("Action=DescribeInstances".to_owned(), |form, filter| {
        form + &filter
    });
    let answer = ec2(lab, &Signer::of(lab, "ec2"), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let ids = texts(&answer.body, "instanceId");
    ids.into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn an_instance_is_found_by_the_tags_of_its_workspace() {
    let lab = lab_on_embedded().await;
    let [first, second] = lab.instances().try_into().unwrap();
    let by_id = [("tag:WorkspaceId", first.workspace_id.as_str())];
    assert_eq!(found(&lab, &by_id).await, [first.id.as_str()]);
    let by_name = [
        ("tag:Name", second.workspace_name.as_str()),
        ("tag:Role", "workspace"),
        ("instance-state-name", "running"),
    ];
    assert_eq!(found(&lab, &by_name).await, [second.id.as_str()]);
    assert_eq!(found(&lab, &[("tag-key", "Role")]).await.len(), 2);
    assert_eq!(found(&lab, &[("tag:Name", "small-*")]).await.len(), 2);
    assert!(found(&lab, &[("tag:Name", "SMALL-1")]).await.is_empty());
    assert!(found(&lab, &[("tag-key", "Owner")]).await.is_empty());
}

#[tokio::test]
async fn tags_can_be_changed_so_that_two_instances_match_or_none() {
    let lab = lab_on_embedded().await;
    let [first, second] = lab.instances().try_into().unwrap();
    let filter = [("tag:WorkspaceId", first.workspace_id.as_str())];
    let set = |instance: &str, value| {
        let world = lab.world();
        world.set_tag(instance, "WorkspaceId", value).unwrap();
    };
    set(&second.id, Some(&first.workspace_id));
    assert_eq!(found(&lab, &filter).await, [first.id.as_str(), &second.id]);
    set(&first.id, None);
    set(&second.id, None);
    assert!(found(&lab, &filter).await.is_empty());
    assert_eq!(found(&lab, &[("tag-key", "WorkspaceId")]).await.len(), 0);
}

#[tokio::test]
async fn an_instance_without_tags_has_no_set_of_them() {
    let lab = lab_on_embedded().await;
    let instance = lab.instances().remove(0).id;
    for key in ["Name", "Role", "WorkspaceId"] {
        lab.world().set_tag(&instance, key, None).unwrap();
    }
    let form = format!("Action=DescribeInstances&InstanceId.1={instance}");
    let body = ec2(&lab, &Signer::of(&lab, "ec2"), &form).await.body;
    assert!(!body.contains("tagSet"), "{body}");
    assert_eq!(texts(&body, "launchTime").len(), 1, "{body}");
}

#[tokio::test]
async fn a_terminated_instance_has_no_network_left() {
    let lab = lab_on_embedded().await;
    let instance = lab.instances().remove(0).id;
    lab.world()
        .set_instance_state(&instance, "terminated")
        .unwrap();
    let form = format!("Action=DescribeInstances&InstanceId.1={instance}");
    let body = ec2(&lab, &Signer::of(&lab, "ec2"), &form).await.body;
    assert_eq!(texts(&body, "name"), ["terminated"]);
    for element in ["vpcId", "subnetId", "privateIpAddress"] {
        assert!(texts(&body, element).is_empty(), "{element} in {body}");
    }
}
