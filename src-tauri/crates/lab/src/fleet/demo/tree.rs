//! What lies on the disk of a demo instance.

use super::{Profile, Skill, log, png};
use crate::fleet::{FileSpec, Owner};

/// Who keeps a long log.
const LOGGER: &str = "Incident Responder";

/// All files of one instance.
pub(super) fn files(profile: &Profile, config: &str) -> Vec<FileSpec> {
    let mut disk = Disk::new(profile);
    disk.base("config.yaml", config);
    disk.base("system-prompt.md", &system_prompt(profile));
    disk.base("prompts/style.md", &style(profile));
    disk.base("prompts/handover.md", HANDOVER);
    for skill in profile.skills {
        add_skill(&mut disk, skill);
    }
    let seed = u8::try_from(profile.name.len()).unwrap_or_default();
    disk.base_bytes("assets/avatar.png", png::picture(seed), 0o644);
    add_logs(&mut disk, profile);
    add_repository(&mut disk, profile);
    disk.own("/home/ubuntu/notes/todo.md", &todo(profile), 0o644);
    disk.own("/home/ubuntu/.gitconfig", &gitconfig(profile), 0o600);
    disk.files
}

/// Files being gathered, those under the base folder with the base folder's owner.
#[derive(Debug)]
struct Disk {
    base: &'static str,
    base_owner: Owner,
    files: Vec<FileSpec>,
}

impl Disk {
    fn new(profile: &Profile) -> Self {
        let base = profile.base();
        let is_home = base.starts_with("/home/");
        Self {
            base,
            base_owner: if is_home { Owner::User } else { Owner::Root },
            files: Vec::new(),
        }
    }

    fn base(&mut self, path: &str, text: &str) {
        self.base_bytes(path, text.as_bytes().to_vec(), 0o644);
    }

    fn base_bytes(&mut self, path: &str, content: Vec<u8>, mode: u32) {
        let path = format!("{}/{path}", self.base);
        let owner = self.base_owner;
        self.files.push(FileSpec {
            path,
            content,
            mode,
            owner,
        });
    }

    fn own(&mut self, path: &str, text: &str, mode: u32) {
        let (path, content) = (path.to_owned(), text.as_bytes().to_vec());
        self.files.push(FileSpec {
            path,
            content,
            mode,
            owner: Owner::User,
        });
    }
}

fn add_skill(disk: &mut Disk, skill: &Skill) {
    let Skill {
        slug,
        title,
        summary,
        tags,
    } = skill;
    let tags = tags.join(", ");
    let head = format!("---\nname: {slug}\ndescription: {summary}\ntags: [{tags}]\n---\n");
    let body = format!(
        "{head}\n# {title}\n\n{summary}\n\n## When to use it\n\nWhen a task asks for it by name, or \
         a peer hands one over with the tag `{slug}`.\n\n## Steps\n\n1. Read `reference.md`.\n\
         2. Run `scripts/check.sh` and stop if it complains.\n3. Do the work, then say what was \
         done in three sentences.\n"
    );
    let reference = format!(
        "# {title}: reference\n\n| input | needed | example |\n|---|---|---|\n\
         | `subject` | yes | `order-20417` |\n| `depth` | no, 1 to 3 | `2` |\n| `deadline` | no | `16:00` |\n"
    );
    let script = format!(
        "#!/bin/sh\n# Says whether {slug} can run here.\nset -eu\nfor tool in git python3; do\n  \
         command -v \"$tool\" >/dev/null || {{ echo \"$tool is missing\" >&2; exit 1; }}\ndone\n"
    );
    disk.base(&format!("skills/{slug}/SKILL.md"), &body);
    disk.base(&format!("skills/{slug}/reference.md"), &reference);
    let path = format!("skills/{slug}/scripts/check.sh");
    disk.base_bytes(&path, script.into_bytes(), 0o755);
}

fn add_logs(disk: &mut Disk, profile: &Profile) {
    if profile.name == LOGGER {
        disk.base_bytes("logs/agent.log", log::text(), 0o640);
    }
    let start = format!(
        "runtime {} starting\nconfig {}/config.yaml read\n{} skills loaded\nready\n",
        profile.runtime,
        profile.base(),
        profile.skills.len()
    );
    disk.base("logs/start.log", &start);
}

fn add_repository(disk: &mut Disk, profile: &Profile) {
    let (name, slug) = (profile.name, profile.slug());
    let module = slug.replace('-', "_");
    let readme = format!(
        "# {slug}\n\nWorking copy of {name}.\n\n```sh\npython3 -m {module} --once\n```\n\n\
         - `src/` the code\n- `tests/` what it must keep doing\n- `data/` small samples only\n"
    );
    let main = format!(
        "\"\"\"{role}.\"\"\"\n\nimport argparse\nimport json\nimport pathlib\n\n\n\
         def load(path: pathlib.Path) -> list[dict]:\n    \"\"\"Orders, oldest first.\"\"\"\n    \
         rows = json.loads(path.read_text())\n    return sorted(rows, key=lambda row: row[\"placed\"])\n\n\n\
         def main() -> None:\n    parser = argparse.ArgumentParser(prog=\"{module}\")\n    \
         parser.add_argument(\"--once\", action=\"store_true\")\n    parser.parse_args()\n    \
         for row in load(pathlib.Path(\"data/orders.json\")):\n        print(row[\"id\"], row[\"total\"])\n\n\n\
         if __name__ == \"__main__\":\n    main()\n",
        role = profile.role,
    );
    let tests = format!(
        "from {module}.main import load\n\n\ndef test_orders_come_oldest_first(tmp_path):\n    \
         path = tmp_path / \"orders.json\"\n    path.write_text('[{{\"placed\": 2}}, {{\"placed\": 1}}]')\n    \
         assert [row[\"placed\"] for row in load(path)] == [1, 2]\n"
    );
    disk.own("/workspace/README.md", &readme, 0o644);
    disk.own(
        "/workspace/.gitignore",
        "__pycache__/\n*.pyc\n.venv/\n",
        0o644,
    );
    disk.own("/workspace/.git/HEAD", "ref: refs/heads/main\n", 0o644);
    disk.own(&format!("/workspace/src/{module}/__init__.py"), "", 0o644);
    disk.own(&format!("/workspace/src/{module}/main.py"), &main, 0o644);
    disk.own("/workspace/tests/test_main.py", &tests, 0o644);
    disk.own("/workspace/data/orders.json", ORDERS, 0o644);
}

fn system_prompt(profile: &Profile) -> String {
    let Profile {
        name,
        role,
        runtime,
        ..
    } = profile;
    let skills: Vec<String> = profile
        .skills
        .iter()
        .map(|skill| format!("- **{}**: {}", skill.title, skill.summary))
        .collect();
    format!(
        "# {name}\n\nYou are {name}. Your part: {role}.\n\n## What you can do\n\n{}\n\n## How you work\n\n\
         1. Say what you understood before you begin.\n2. Ask when two readings of a task differ in their \
         result.\n3. Leave things as you would like to find them.\n4. Report numbers with their unit and \
         where they come from.\n\nYou run under {runtime}. Peers see your card; they do not see this file.\n",
        skills.join("\n")
    )
}

fn style(profile: &Profile) -> String {
    format!(
        "# Style of {}\n\n- Short sentences, plain words.\n- No promises about dates.\n- Names of files and \
         commands in backticks.\n",
        profile.name
    )
}

fn todo(profile: &Profile) -> String {
    format!(
        "# To do\n\n- [ ] answer the open questions of {}\n- [x] renew the certificate\n",
        profile.name
    )
}

fn gitconfig(profile: &Profile) -> String {
    let (name, slug) = (profile.name, profile.slug());
    format!("[user]\n\tname = {name}\n\temail = {slug}@agents.example\n[pull]\n\trebase = true\n")
}

const HANDOVER: &str = "# Handing over\n\nWhen you give a task to a peer, send:\n\n1. the goal in one sentence,\n\
                        2. what has been tried,\n3. what must not change,\n4. when you will look again.\n";

const ORDERS: &str = r#"[
  {"id": "order-20417", "placed": "2026-03-02T09:14:05Z", "total": "48.20", "currency": "EUR"},
  {"id": "order-20418", "placed": "2026-03-02T09:15:41Z", "total": "7300", "currency": "JPY"},
  {"id": "order-20419", "placed": "2026-03-02T09:17:12Z", "total": "112.00", "currency": "CHF"}
]
"#;
