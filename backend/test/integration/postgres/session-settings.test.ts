import { expect, it } from 'vitest'
import { createTestDatabase } from '../../helpers/postgres.js'
import { query } from '../../helpers/query.js'
import { connect } from '../../helpers/sync-fixture.js'

it.each([
  `datestyle = 'German'`,
  `datestyle = 'SQL, DMY'`,
  `datestyle = 'Postgres, MDY'`,
  `timezone = 'Asia/Kathmandu'`,
  `timezone = 'America/St_Johns'`,
])('times are read alike, whatever the database has set: %s', async (setting) => {
  const database = await createTestDatabase()
  await query(database.url, `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET ${setting}`)
  const db = await connect(database.url)
  try {
    expect(await db.query(`SELECT timestamptz '2026-03-04T05:06:07.89Z' AS at`)).toEqual([
      { at: Date.parse('2026-03-04T05:06:07.89Z') },
    ])
  } finally {
    await db.close()
    await database.drop()
  }
})
