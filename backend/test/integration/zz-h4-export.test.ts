import { expect, it } from 'vitest'
import { exportLine, exportLines, forget, generatedCaptures, importLines, importRaw } from '../helpers/import-room.js'
import { openSyncRoom } from '../helpers/sync-room.js'
it('round', async () => {
  const room = await openSyncRoom()
  for (let seed = 1; seed < 40; seed++) {
    await forget(room.db)
    const brought = generatedCaptures(14, { seed: seed * 7919, scopes: ['text', 'all'] })
    await importRaw(room.db, brought.filter((_, nr) => nr % 2))
    await importRaw(room.db, brought.toReversed())
    const whole = await exportLines(room.db), one = await exportLine(room.db)
    await forget(room.db)
    await importLines(room.db, whole.split('\n').slice(0, -1))
    expect(await exportLines(room.db), String(seed)).toBe(whole)
    expect(await exportLine(room.db)).toBe(one)
  }
  await room.close()
}, 200_000)
