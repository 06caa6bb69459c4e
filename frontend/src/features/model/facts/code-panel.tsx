import type { Model } from '@modelkeep/catalog/model/model'
import { useLocalStorage } from '@mantine/hooks'
import { type KeyboardEvent, useId } from 'react'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import classes from './code-panel.module.css'
import { codeSnippets, languageNames, languages } from './code-snippets.js'
import { ExternalLink } from './external-link.js'
import { Section } from '../section.js'

const moves: Readonly<Record<string, (at: number) => number>> = {
  ArrowLeft: (at) => (at + languages.length - 1) % languages.length,
  ArrowRight: (at) => (at + 1) % languages.length,
  Home: () => 0,
  End: () => languages.length - 1,
}

/** Example code, in the language chosen last. */
export function CodePanel({ model }: { model: Model }) {
  const snippets = codeSnippets(model)
  const id = useId()
  const [remembered, choose] = useLocalStorage({
    key: 'modelkeep-language',
    defaultValue: 'curl',
    getInitialValueInEffect: false,
  })
  const chosen = languages.find((one) => one === remembered) ?? 'curl'
  if (snippets === null) return <NoExample id={model.id} />
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const next = languages[moves[event.key]?.(languages.indexOf(chosen)) ?? -1]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    choose(next)
    document.getElementById(`${id}${next}`)?.focus()
  }
  return (
    <Section
      title="Example code"
      aside={<CopyButton text={snippets[chosen]} what={`the ${languageNames[chosen]} code`} label="Copy" />}
    >
      <div className={classes.frame}>
        <div className={classes.tabs} role="tablist" aria-label="Language">
          {languages.map((language) => (
            <button
              key={language}
              id={`${id}${language}`}
              type="button"
              role="tab"
              aria-selected={language === chosen}
              aria-controls={`${id}panel`}
              tabIndex={language === chosen ? 0 : -1}
              onClick={() => choose(language)}
              onKeyDown={move}
            >
              {languageNames[language]}
            </button>
          ))}
        </div>
        <pre id={`${id}panel`} className={classes.code} role="tabpanel" aria-labelledby={`${id}${chosen}`} tabIndex={0}>
          <code>{snippets[chosen]}</code>
        </pre>
      </div>
      <p className={classes.hint}>
        <code>OPENROUTER_API_KEY</code> is read from the environment.
      </p>
    </Section>
  )
}

function NoExample({ id }: { id: string }) {
  return (
    <Section title="Example code">
      <p className={classes.hint}>
        There is no example for this kind of model. See its{' '}
        <ExternalLink href={`https://openrouter.ai/${id}`} text="page at OpenRouter" />; the id to send is{' '}
        <code>{id}</code>.
      </p>
    </Section>
  )
}
