//! What a [`crate::Client`] is made from. The standard AWS chain fills every gap.

use std::{collections::BTreeMap, fmt, net::IpAddr, sync::Arc, time::SystemTime};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    http::SharedHttpClient, runtime_components::RuntimeComponents,
};
use url::Url;

use crate::{Error, InstanceId, Login, ProxySettings};

/// Fixed credentials, for a platform that hands them out; the standard chain is used without.
#[derive(Clone)]
pub struct StaticCredentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
    /// When they end, if that is known.
    pub end: Option<SystemTime>,
}

impl fmt::Debug for StaticCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticCredentials").finish_non_exhaustive()
    }
}

/// An endpoint named by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenEndpoint {
    /// Such as `eice-0123456789abcdef0`.
    pub id: String,
    /// Its DNS name, as `describe-instance-connect-endpoints` tells it; with a port where it is not 443.
    pub dns_name: String,
}

/// How AWS is reached. Every `None` means the standard AWS chain (environment, profile, SSO, instance role).
#[derive(Debug, Clone)]
pub struct AwsSettings {
    /// The region, such as `us-east-2`.
    pub region: Option<String>,
    /// The profile of the AWS files, instead of `AWS_PROFILE` or `default`.
    pub profile: Option<String>,
    /// Credentials instead of the chain's.
    pub credentials: Option<StaticCredentials>,
    /// Instead of `https://ec2.{region}.amazonaws.com`.
    pub ec2_url: Option<Url>,
    /// Instead of `https://sts.{region}.amazonaws.com`.
    pub sts_url: Option<Url>,
    /// The endpoint to use, so that the right to describe endpoints is not needed.
    pub endpoint: Option<GivenEndpoint>,
    /// Private addresses of instances; with `endpoint`, the right to describe instances is not needed for them.
    pub addresses: BTreeMap<InstanceId, IpAddr>,
    /// Instead of the SDK's own choice.
    pub instance_connect_url: Option<Url>,
    /// More certificate authorities, PEM, beside the system's.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// TLS of the tunnel's websocket; trusts what `http` trusts.
    pub tls: Arc<rustls::ClientConfig>,
    /// The proxy on the tunnel's way. None unless set; the environment is read by [`ProxySettings::from_env`] only.
    pub proxy: ProxySettings,
    /// For EC2's read calls.
    pub http: reqwest::Client,
}

impl AwsSettings {
    /// Walks the AWS chain. Reads the environment and the profile files; asks the network only when credentials are used.
    pub(crate) async fn load_sdk_config(&self) -> Result<SdkConfig, Error> {
        let mut loader =
            aws_config::defaults(BehaviorVersion::latest()).http_client(self.http_client()?);
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(fixed) = &self.credentials {
            loader = loader.credentials_provider(Credentials::new(
                fixed.access_key_id.clone(),
                fixed.secret_access_key.clone(),
                fixed.session_token.clone(),
                fixed.end,
                "settings",
            ));
        }
        Ok(loader.load().await)
    }

    /// What renews the credentials of these settings.
    pub(crate) async fn login(&self) -> Login {
        match self.credentials {
            Some(_) => Login::Given,
            None => Login::of_chain(self.profile.as_deref()).await,
        }
    }

    fn http_client(&self) -> Result<SharedHttpClient, Error> {
        let mut trust = TrustStore::default();
        if let Some(pem) = &self.extra_ca_pem {
            trust = trust.with_pem_certificate(pem.clone());
        }
        let context = TlsContext::builder()
            .with_trust_store(trust)
            .build()
            .map_err(|error| {
                Error::InvalidSetting(format!("the extra CA is not usable: {error}"))
            })?;
        let provider = Provider::Rustls(CryptoMode::AwsLc);
        let Some(proxy) = self.sdk_proxy()? else {
            let builder = Builder::new().tls_provider(provider);
            return Ok(builder.tls_context(context).build_https());
        };
        Ok(
            Builder::new().build_with_connector_fn(move |settings, components| {
                let mut connector = Connector::builder()
                    .proxy_config(proxy.clone())
                    .tls_provider(provider.clone())
                    .tls_context(context.clone());
                connector.set_connector_settings(settings.cloned());
                connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
                connector.build()
            }),
        )
    }

    /// The SDK does not look for a proxy by itself.
    fn sdk_proxy(&self) -> Result<Option<ProxyConfig>, Error> {
        let Some(url) = self.proxy.url() else {
            return Ok(None);
        };
        let with_scheme = if url.contains("://") {
            url.to_owned()
        } else {
            format!("http://{url}")
        };
        // What is wrong with it is said without the URL, which has a password.
        let config = ProxyConfig::https(with_scheme.as_str()).map_err(|_| Error::Proxy {
            proxy: "that HTTPS_PROXY names".to_owned(),
            problem: "is not a URL that can be used".to_owned(),
            status: None,
        })?;
        Ok(Some(config.no_proxy(self.proxy.no_proxy())))
    }
}
