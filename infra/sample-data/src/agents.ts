/** A team of a call centre with customers in many languages; the names test every script a report must print. */
export interface SampleAgent {
  id: string;
  name: string;
  team: string;
  languages: readonly string[];
  /** Where this agent's scores lie at the start, from 0 to 1. */
  skill: number;
  /** How much the skill grows over the whole period; negative for someone who slips. */
  drift: number;
}

const agent = (
  number: number,
  name: string,
  team: string,
  languages: readonly string[],
  skill: number,
  drift: number,
): SampleAgent => ({
  id: `agt_${String(number).padStart(3, '0')}`,
  name,
  team,
  languages,
  skill,
  drift,
});

export const sampleAgents: readonly SampleAgent[] = [
  agent(1, 'Priya Sharma', 'North', ['en', 'hi'], 0.88, 0.05),
  agent(2, 'प्रिया वर्मा', 'North', ['hi', 'en'], 0.84, 0.04),
  agent(3, 'राजेश कुमार सिंह', 'North', ['hi'], 0.78, 0.06),
  agent(4, 'அருண் குமார்', 'South', ['ta', 'en'], 0.86, 0.03),
  agent(5, 'லட்சுமி சுப்பிரமணியம்', 'South', ['ta', 'en'], 0.91, 0.02),
  agent(6, 'వెంకట రావు', 'South', ['te', 'en'], 0.79, 0.07),
  agent(7, 'সুব্রত চট্টোপাধ্যায়', 'East', ['bn', 'en'], 0.82, 0.01),
  agent(8, 'ગીતા પટેલ', 'West', ['gu', 'hi'], 0.85, 0.04),
  agent(9, 'ಕಾವ್ಯ ಹೆಗಡೆ', 'South', ['kn', 'en'], 0.8, 0.05),
  agent(10, 'മീര നായർ', 'South', ['ml', 'en'], 0.89, 0.01),
  agent(11, 'ਹਰਪ੍ਰੀਤ ਕੌਰ', 'North', ['pa', 'hi'], 0.83, -0.02),
  agent(12, 'Rahul Mehta', 'West', ['en', 'hi'], 0.68, 0.12),
  agent(13, "Siobhán O'Brien", 'International', ['en'], 0.9, 0.02),
  agent(14, 'José Núñez García', 'International', ['es', 'en'], 0.81, 0.05),
  agent(15, 'Łukasz Wiśniewski', 'International', ['pl', 'en'], 0.77, 0.06),
  agent(16, 'Nguyễn Thị Minh Châu', 'International', ['vi', 'en'], 0.87, 0.03),
  agent(17, 'فاطمة الزهراء', 'International', ['ar', 'en'], 0.84, 0.04),
  agent(18, 'محمد عبد الله', 'International', ['ar'], 0.72, 0.02),
  agent(19, 'יעל כהן', 'International', ['he', 'en'], 0.85, 0.03),
  agent(20, '王小明', 'International', ['zh', 'en'], 0.88, 0.02),
  agent(21, '佐藤 美咲', 'International', ['ja'], 0.92, 0.01),
  agent(22, '김민준', 'International', ['ko', 'en'], 0.8, -0.05),
  agent(23, 'Анна Кузнецова', 'International', ['ru', 'en'], 0.86, 0.02),
  agent(24, 'Ελένη Παπαδοπούλου', 'International', ['el', 'en'], 0.83, 0.03),
  agent(25, 'สมชาย ใจดี', 'International', ['th', 'en'], 0.75, 0.09),
];
