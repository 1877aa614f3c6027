//! The metadata, over connections that stay open, as a browser's do.

use anyhow::{Context, Result, ensure};
use reqwest::{
    Certificate, Client,
    header::{AUTHORIZATION, HeaderMap},
};
use serde_json::Value;
use tokio::try_join;

use crate::{contents::Contents, stage::Stage};

pub(super) struct Platform {
    client: Client,
    /// Of the workspace.
    url: String,
}

impl Platform {
    pub(super) fn new(stage: &Stage) -> Result<Self> {
        let lab = &stage.lab;
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {}", lab.token()).parse()?);
        headers.insert("x-molecule-org-id", lab.org_id().parse()?);
        let authority = Certificate::from_pem(&std::fs::read(lab.ca_file())?)?;
        let client = Client::builder()
            .default_headers(headers)
            .tls_certs_only([authority])
            .no_proxy()
            .build()?;
        Ok(Self {
            client,
            url: format!("{}/workspaces/{}", lab.platform_url(), stage.workspace),
        })
    }

    /// Row, model and provider, one after the other.
    pub(super) async fn one_by_one(&self) -> Result<Contents> {
        let row = self.row().await?;
        let model = self.get("/model").await?;
        let provider = self.get("/provider").await?;
        contents(&row, &model, &provider)
    }

    /// The same at the same time.
    pub(super) async fn at_once(&self) -> Result<Contents> {
        let (model, provider) = (self.get("/model"), self.get("/provider"));
        let (row, model, provider) = try_join!(self.row(), model, provider)?;
        contents(&row, &model, &provider)
    }

    pub(super) async fn row(&self) -> Result<Value> {
        self.get("").await
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let answer = self.client.get(format!("{}{path}", self.url)).send();
        let answer = answer.await?;
        ensure!(answer.status().is_success(), "{}", answer.status());
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }
}

fn contents(row: &Value, model: &Value, provider: &Value) -> Result<Contents> {
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        Ok::<_, anyhow::Error>(text.with_context(|| format!("no {key}"))?.to_owned())
    };
    Ok(Contents {
        name: text(row, "name")?,
        model: text(model, "model")?,
        provider: text(provider, "provider")?,
        ..Contents::default()
    })
}
