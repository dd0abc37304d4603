import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";

/** Makes a bucket. */
export async function createBucket(endpoint: string, bucket: string): Promise<void> {
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}
