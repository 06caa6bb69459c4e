import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTableFile, replaceTableFile } from '../../../../src/cli/check-prices/table-file.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelkeep-table-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the file of a price table', () => {
  it('is read with its byte order mark, and must be UTF-8', async () => {
    const path = join(folder, 'mark.csv')
    await writeFile(path, '\uFEFFmodel')
    expect(await readTableFile(path)).toBe('\uFEFFmodel')
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x6d, 0x00]))
    await expect(readTableFile(path)).rejects.toThrow('is not text in UTF-8')
    await expect(readTableFile(join(folder, 'none'))).rejects.toThrow('none cannot be read: no such file')
    await expect(readTableFile(folder)).rejects.toThrow('cannot be read')
  })
  it('keeps its mode and a symbolic link when it is replaced, and leaves no other file', async () => {
    const [path, link] = [join(folder, 'real.csv'), join(folder, 'link.csv')]
    await writeFile(path, 'old')
    await chmod(path, 0o640)
    await symlink('real.csv', link)
    const names = await readdir(folder)
    await replaceTableFile(link, 'old', 'new')
    expect(await readFile(path, 'utf8')).toBe('new')
    expect((await stat(path)).mode & 0o777).toBe(0o640)
    expect(await readlink(link)).toBe('real.csv')
    expect(await readdir(folder)).toEqual(names)
  })
  it('is not replaced if it has changed meanwhile', async () => {
    const path = join(folder, 'changed.csv')
    await writeFile(path, 'other')
    await expect(replaceTableFile(path, 'old', 'new')).rejects.toThrow('has changed meanwhile; nothing is written')
    expect(await readFile(path, 'utf8')).toBe('other')
  })
})
