//! `aws ec2-instance-connect send-ssh-public-key`: one request over a connection of its own.

use std::time::SystemTime;

use anyhow::{Result, ensure};
use reqwest::{Certificate, Client};
use serde_json::json;

use crate::{place::variable, sign};

const TARGET: &str = "AWSEC2InstanceConnectService.SendSSHPublicKey";

/// Puts a public key on an instance for a minute.
pub(crate) async fn push(instance: &str, user: &str, key_file: &str) -> Result<()> {
    let key = std::fs::read_to_string(key_file)?;
    let body = json!({
        "InstanceId": instance, "InstanceOSUser": user, "SSHPublicKey": key.trim()
    });
    let request = http::Request::post(variable("AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT")?)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", TARGET)
        .body(serde_json::to_vec(&body)?)?;
    let request = sign::signed(request, SystemTime::now())?;
    let authority = std::fs::read(variable("CAUSEWAY_EXTRA_CA_FILE")?)?;
    let client = Client::builder()
        .tls_certs_only([Certificate::from_pem(&authority)?])
        .no_proxy()
        .build()?;
    let answer = client.execute(request.try_into()?).await?;
    let status = answer.status();
    ensure!(status.is_success(), "{status}: {}", answer.text().await?);
    Ok(())
}
