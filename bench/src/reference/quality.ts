import type { DuckDBConnection } from '@duckdb/node-api';
import { during, type Question } from './answer.ts';

/** Evaluations by day, campaign and agent; lines of their forms by campaign, agent, parameter and position: one pass each. */
export const createQualityGroups = async (
  connection: DuckDBConnection,
  question: Question,
): Promise<void> => {
  const { schema } = question;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE evaluated AS
    SELECT evaluated_at::DATE AS day, campaign_id, agent_id, count(*) AS evaluations, count(*) FILTER (passed) AS passed,
           tenths(sum(score)) AS score
    FROM ${schema}.evaluations WHERE ${during('evaluated_at', question)} GROUP BY ALL;
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT campaign_id, agent_id, parameter, max(position) AS position, count(*) AS evaluations,
           count(*) FILTER (passed) AS passed, tenths(sum(score)) AS score, tenths(sum(max_score)) AS max_score
    FROM ${schema}.evaluation_lines WHERE ${during('evaluated_at', question)} GROUP BY ALL;`);
};

/** Scores of a group of evaluations, as columns. */
export const scores = `
  sum(evaluations)::BIGINT AS calls_evaluated, score(sum(score), sum(evaluations)) AS overall_score,
  rate(sum(passed), sum(evaluations)) AS pass_rate, sum(score) / sum(evaluations) AS mean_score`;

/** Means of a group of lines, as columns. */
export const lineMeans = `
  sum(evaluations)::BIGINT AS evaluations, score(sum(score), sum(evaluations)) AS avg_score,
  score(sum(max_score), sum(evaluations)) AS max_score, rate(sum(passed), sum(evaluations)) AS pass_rate`;
