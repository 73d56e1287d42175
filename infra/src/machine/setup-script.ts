import { AGENT_ARCHIVE_KEY, type ServerName } from "@flash/schemas";

/** What a machine must know to be a training server. The values may be CDK tokens. */
export interface MachineFacts {
  readonly bucket: string;
  readonly region: string;
  readonly server: ServerName;
}

const TRAINER_USER = "flash-trainer";
const AGENT_FOLDER = "/opt/flash/current";
const NODE = `${AGENT_FOLDER}/node`;

/**
 * What every trainer is started by, whoever wrote it: as a user of its own, in a network of its own that has no interface at all. No
 * way to the metadata address, where every process of the machine could ask for the role's credentials, nor to anywhere else.
 */
const NO_NETWORK = ["/usr/bin/unshare", "--net", "--"] as const;
const AS_TRAINER_USER = [
  "/usr/bin/setpriv",
  `--reuid=${TRAINER_USER}`,
  `--regid=${TRAINER_USER}`,
  "--init-groups",
  "--inh-caps=-all",
  "--no-new-privs",
  "--",
] as const;
const LAUNCHER = [...NO_NETWORK, ...AS_TRAINER_USER];

const agentEnvironment = ({ bucket, region, server }: MachineFacts): string => `\
FLASH_BUCKET=${bucket}
FLASH_SERVER=${server}
AWS_REGION=${region}
FLASH_TRAINER_LAUNCHER='${JSON.stringify(LAUNCHER)}'
FLASH_METADATA_URL=http://169.254.169.254
FLASH_POWER_OFF='["/usr/bin/systemctl","poweroff"]'`;

/** Without programs for so long, a machine is of no use to anybody. */
const GIVEN_UP_MINUTES = 30;

/** Before each start of the agent: the programs of the last deployment, whole or not at all, and this boot's identity. */
const prepare = ({ bucket, region }: MachineFacts): string => `\
#!/bin/bash
set -euo pipefail
next=
# It is tried again every few seconds, so it leaves nothing behind; and while there is no agent, nobody but this switches the machine off.
trap 'rm -rf "$next"; touch -a /run/flash/failing; [ -z "$(find /run/flash/failing -mmin +${GIVEN_UP_MINUTES})" ] || systemctl poweroff' EXIT
metadata() { curl -sSf -m 5 "http://169.254.169.254/latest/$1" "\${@:2}"; }
install -d -m 0755 /run/flash
token=$(metadata api/token -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60")
{
  echo "FLASH_INSTANCE_ID=$(metadata meta-data/instance-id -H "X-aws-ec2-metadata-token: $token")"
  echo "FLASH_BOOT_ID=$(cat /proc/sys/kernel/random/boot_id)"
  echo "FLASH_TRAINER_USER=$(id -u ${TRAINER_USER}):$(id -g ${TRAINER_USER})"
} > /run/flash/machine.env
next=$(mktemp -d /opt/flash/agent.XXXXXX)
aws s3 cp --only-show-errors --region ${region} "s3://${bucket}/${AGENT_ARCHIVE_KEY}" - | tar -xz -C "$next" --no-same-owner
chmod -R a+rX "$next"
"$next/node" --version > /dev/null 2>&1 || ln -sfn /usr/bin/node-24 "$next/node"
ln -sfn "$next" /opt/flash/current.next
mv -Tf /opt/flash/current.next ${AGENT_FOLDER}
trap - EXIT
rm -f /run/flash/failing
find /opt/flash -mindepth 1 -maxdepth 1 -type d -name 'agent.*' ! -path "$next" -exec rm -rf {} +`;

const UNIT = `\
[Unit]
Description=Flash training server
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStartPre=/opt/flash/prepare
EnvironmentFile=/etc/flash/agent.env
EnvironmentFile=-/run/flash/machine.env
ExecStart=${NODE} ${AGENT_FOLDER}/agent.mjs
Restart=on-failure
RestartSec=10
# A trainer that the kernel ends for lack of memory is the agent's to report: systemd's default stops the agent too, for ever anew.
OOMPolicy=continue
# A trainer that starts processes without end runs into this, not the machine.
TasksMax=4096
KillMode=mixed
TimeoutStopSec=20
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=strict
ReadWritePaths=/var/lib/flash /opt/flash /run

[Install]
WantedBy=multi-user.target`;

const file = (path: string, content: string): string => `cat > ${path} <<'FLASH_END'\n${content}\nFLASH_END`;

/**
 * Makes an Amazon Linux 2023 a training server; run again it changes nothing. The agent's version is not in it, so a new
 * agent neither replaces nor restarts a machine: it is fetched at the next boot.
 */
export const setupScript = (facts: MachineFacts): string => `\
#!/bin/bash
set -euo pipefail
# The archive has Node for x64; other machines take Amazon Linux's.
[ "$(uname -m)" = x86_64 ] || command -v node-24 > /dev/null || dnf install -y -q nodejs24
id ${TRAINER_USER} > /dev/null 2>&1 || useradd --system --no-create-home --shell /sbin/nologin ${TRAINER_USER}
install -d -m 0755 /opt/flash /etc/flash /var/lib/flash
${file("/etc/flash/agent.env", agentEnvironment(facts))}
${file("/opt/flash/prepare", prepare(facts))}
chmod 0755 /opt/flash/prepare
${file("/etc/systemd/system/flash-agent.service", UNIT)}
systemctl daemon-reload
systemctl enable --now flash-agent.service
`;

/** cloud-init runs user data at the first boot only, unless told otherwise: a machine may be switched off in the middle. */
export const userData = (facts: MachineFacts): string => `\
Content-Type: multipart/mixed; boundary="flash"
MIME-Version: 1.0

--flash
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
cloud_final_modules:
  - [scripts-user, always]

--flash
Content-Type: text/x-shellscript; charset="us-ascii"

${setupScript(facts)}
--flash--
`;
