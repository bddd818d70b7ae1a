/** Where a person may look, as rows of label and URL. */
export const links = (environment: Readonly<Record<string, string>>): (readonly [string, string])[] => {
  const url = environment['REPORTS_URL'] ?? '';
  const rows: (readonly [string, string | undefined])[] = [
    ['API', `${url}/v1`],
    ['API docs', `${url}/docs`],
    ['Temporal UI', environment['TEMPORAL_UI_URL']],
    ['Inbox', environment['MAIL_URL']],
    ['MinIO console', environment['MINIO_CONSOLE_URL']],
  ];
  return rows.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [[label, value] as const],
  );
};

/** How to sign in to the MinIO console, when it is ours. */
export const minioSignIn = (environment: Readonly<Record<string, string>>): string | undefined =>
  environment['MINIO_CONSOLE_URL'] === undefined
    ? undefined
    : `user ${environment['S3_ACCESS_KEY'] ?? ''}, password in .local/secrets.json (s3)`;
