/** Who signs a request, and what they may do: the local stand-in for an IAM principal with its policies. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for temporary credentials, as every role has them: the request must then carry exactly this token. */
  readonly sessionToken?: string;
  /** When temporary credentials end, in milliseconds since the epoch; a URL that they signed ends with them. */
  readonly expiresAt?: number;
  /** Appears as the principal in refusals and events, e.g. `start-lambda`. */
  readonly name: string;
  /** What is allowed; `undefined` allows everything, an empty list nothing. */
  readonly allow?: readonly Permission[];
  /** What is refused even where `allow` grants it, as a Deny statement of a policy. */
  readonly deny?: readonly Permission[];
}

/** One statement of an IAM policy. All conditions must hold; `*` and `?` are wildcards in actions and resources. */
export interface Permission {
  /** e.g. `s3:GetObject`, `ec2:Describe*`; letter case does not matter. */
  readonly actions: readonly string[];
  /** ARNs, e.g. `arn:aws:s3:::bucket/prefix/*`. */
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
}

/** e.g. `{ StringEquals: { "aws:ResourceTag/flash": "training" } }`; several values of one key mean "any of them". */
export type Conditions = Readonly<Partial<Record<ConditionOperator, ConditionBlock>>>;
export type ConditionOperator = keyof typeof HOLDS;
export type ConditionBlock = Readonly<Record<string, string | readonly string[]>>;

/** What a request says about itself under IAM's condition keys, e.g. `s3:prefix`. An absent key has no entry. */
export type ConditionContext = Readonly<Record<string, string | undefined>>;

/** One thing that a request wants to do. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  readonly context?: ConditionContext;
}

/** Whether `identity` may do this: some `allow` statement matches (or there is no list) and no `deny` statement does. */
export function isAllowed(identity: Identity, access: Access): boolean {
  if (identity.deny?.some((permission) => matches(permission, access))) return false;
  return identity.allow === undefined || identity.allow.some((permission) => matches(permission, access));
}

function matches(permission: Permission, access: Access): boolean {
  const action = access.action.toLowerCase();
  return (
    permission.actions.some((pattern) => matchesWildcard(pattern.toLowerCase(), action)) &&
    permission.resources.some((pattern) => matchesWildcard(pattern, access.resource)) &&
    conditionsHold(permission.conditions ?? {}, access.context ?? {})
  );
}

/** @throws Error for an operator that is not here: AWS takes no policy with one that it does not know, and none counts as met. */
function conditionsHold(conditions: Conditions, context: ConditionContext): boolean {
  return Object.entries(conditions).every(([operator, block]) => {
    if (!isOperator(operator)) throw new Error(`The local cloud knows no condition ${operator}.`);
    return Object.entries(block).every(([key, wanted]) =>
      HOLDS[operator](context[key], typeof wanted === "string" ? [wanted] : wanted),
    );
  });
}

const isOperator = (name: string): name is ConditionOperator => Object.hasOwn(HOLDS, name);

/** An absent value meets no positive condition and every negated one, as IAM defines it. */
const HOLDS = {
  Bool: (value, wanted) => value !== undefined && wanted.includes(value),
  StringEquals: (value, wanted) => value !== undefined && wanted.includes(value),
  StringNotEquals: (value, wanted) => value === undefined || !wanted.includes(value),
  StringLike: (value, wanted) => value !== undefined && wanted.some((pattern) => matchesWildcard(pattern, value)),
  StringNotLike: (value, wanted) => value === undefined || !wanted.some((pattern) => matchesWildcard(pattern, value)),
  StringEqualsIfExists: (value, wanted) => value === undefined || wanted.includes(value),
  Null: (value, wanted) => wanted.includes(String(value === undefined)),
} satisfies Record<string, (value: string | undefined, wanted: readonly string[]) => boolean>;

/** `*` stands for any characters, `/` among them, and `?` for exactly one. Takes linear time for one star, never exponential. */
function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length;) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
