import { expect, type Page } from '@playwright/test'

/** On a phone, the filters are in a drawer. */
export async function openFilters(page: Page, isPhone: boolean): Promise<void> {
  if (!isPhone) return
  await page.getByRole('button', { name: /^Filters/ }).click()
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible()
}

export async function closeFilters(page: Page, isPhone: boolean): Promise<void> {
  if (!isPhone) return
  await page
    .getByRole('dialog', { name: 'Filters' })
    .getByRole('button', { name: /^Show [\d,]+ models?$/ })
    .click()
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeHidden()
}
