import classes from './model-states.module.css'

/** A placeholder in the shape of a model's page, with its id. */
export function ModelSkeleton({ id, titleId }: { id: string; titleId: string }) {
  return (
    <div className={classes.skeleton} aria-busy="true">
      <h1 id={titleId} className="visually-hidden">
        Loading {id}
      </h1>
      <i data-of="author" />
      <i data-of="title" />
      <code>{id}</code>
      <i data-of="figures" />
      {[92, 97, 88, 40, 100, 100, 100, 100, 100].map((width, at) => (
        <i key={at} style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
