/** An S3 server whose network a test can break, for all processes of a stack. */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { S3Store } from "../../kit/objects/s3_store.ts";
import { Radosgw } from "./radosgw.ts";
import { TcpProxy } from "./tcp_proxy.ts";

const BUCKET = { region: "us-east-1", bucket: "parley" } as const;

export class RecordedStore implements AsyncDisposable {
  private constructor(
    private readonly server: Radosgw,
    /** What processes reach it through. */
    readonly network: TcpProxy,
    /** Reaches it whatever happens to that network. */
    readonly objects: S3Store,
  ) {}

  static async start(): Promise<RecordedStore> {
    await using disposables = new AsyncDisposableStack();
    const server = disposables.use(await Radosgw.start());
    const { endpoint, credentials } = server;
    const client = new S3Client({ ...BUCKET, endpoint, credentials, forcePathStyle: true });
    disposables.defer(() => client.destroy());
    await client.send(new CreateBucketCommand({ Bucket: BUCKET.bucket }));
    client.destroy();
    const network = disposables.use(TcpProxy.start(Number(new URL(endpoint).port)));
    const objects = new S3Store({ ...BUCKET, endpoint, ...credentials });
    disposables.move();
    return new RecordedStore(server, network, objects);
  }

  /** What processes are told. */
  get variables(): Readonly<Record<string, string>> {
    const { accessKeyId, secretAccessKey } = this.server.credentials;
    return {
      PARLEY_S3_ENDPOINT: `http://127.0.0.1:${this.network.port}`,
      PARLEY_S3_REGION: BUCKET.region,
      PARLEY_S3_BUCKET: BUCKET.bucket,
      PARLEY_S3_ACCESS_KEY_ID: accessKeyId,
      PARLEY_S3_SECRET_ACCESS_KEY: secretAccessKey,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.objects.close();
    await this.network[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
